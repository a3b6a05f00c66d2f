/** Opens spans of Heddle's for a library that speaks OpenTelemetry's API. */
import type { Attributes, Clock, JsonObject } from "@heddle/core";
import { jsonAttributes, textOf } from "@heddle/core/bridge";
import type { OTelContext } from "./otel-api.ts";
import { kindAttributes } from "./otel-attributes.ts";
import { parentIn, runIn } from "./otel-context.ts";
import { type OTelTimeInput, toEpochMs } from "./otel-time.ts";
import type { ReadableLink } from "./readable-span.ts";
import type { SpanSource } from "./span-source.ts";
import { TracerSpan } from "./tracer-span.ts";

/** What OpenTelemetry's API says of a span that opens. */
export interface TracerSpanOptions {
  /** 0 internal, 1 server, 2 client, 3 producer, 4 consumer. */
  readonly kind?: number | undefined;
  readonly attributes?: Attributes | undefined;
  readonly links?: readonly ReadableLink[] | undefined;
  /** Now, unless given. */
  readonly startTime?: OTelTimeInput | undefined;
  /** Without a parent. */
  readonly root?: boolean | undefined;
}

/** What libraries get from `tracerProvider`; `api.Tracer` to whoever has OpenTelemetry's types. */
export class Tracer {
  readonly #source: SpanSource;
  readonly #scope: JsonObject;
  readonly #clock: Clock;

  constructor(source: SpanSource, scope: JsonObject, clock: Clock) {
    this.#source = source;
    this.#scope = scope;
    this.#clock = clock;
  }

  /** Opens a span below the one in `context`, else below Heddle's active one. Never throws. */
  startSpan(name: string, options?: TracerSpanOptions, context?: OTelContext): TracerSpan {
    // Libraries in JavaScript give null for nothing.
    const { kind, links, startTime, root = false, attributes: given } = options ?? {};
    const attributes = { ...jsonAttributes(given), ...kindAttributes(kind), ...this.#scope };
    const time = toEpochMs(startTime);
    const span = this.#source.open(textOf(name), attributes, () => {
      const parent = root ? null : parentIn(context);
      return { ...(parent !== undefined && { parent }), ...(time !== undefined && { startTime: time }) };
    });
    return new TracerSpan(span, attributes, this.#source, this.#clock).addLinks(links ?? []);
  }

  /**
   * `startActiveSpan(name, [options, [context]], work)` runs `work` inside a new span, which `work` is to end, and returns
   * what it returns. The span is active for Heddle, and for OpenTelemetry where a context manager is registered.
   */
  startActiveSpan<F extends (span: TracerSpan) => unknown>(
    name: string,
    ...rest: [F] | [TracerSpanOptions, F] | [TracerSpanOptions, OTelContext, F]
  ): ReturnType<F> {
    const work = rest.at(-1) as (span: TracerSpan) => ReturnType<F>;
    if (typeof work !== "function") throw new TypeError(`startActiveSpan: work is ${textOf(work)}; give a function`);
    const [options, context] = rest.slice(0, -1) as [TracerSpanOptions?, OTelContext?];
    const span = this.startSpan(name, options, context);
    return span.run(() => runIn(context, span, () => work(span)));
  }
}
