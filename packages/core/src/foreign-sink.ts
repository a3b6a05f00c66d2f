/** Any object with `trace` and `emitMetric` as a member of a Multi: its span is opened and closed with ours. */
import { catchOwn, HeldSpan } from "./held-span.ts";
import { instrumentKind, instrumentUnit } from "./instruments.ts";
import type { Attributes, JsonObject, LinkKind, MetricRecord, SpanRecord, SpanRef, SpanStart } from "./record.ts";
import { isPlainPromise, isPromise } from "./settle.ts";
import type { LiveSink, LiveSpan } from "./sink.ts";
import { declareEnd } from "./sink-ends.ts";
import type { Span, Telemetry } from "./telemetry.ts";

const sinks = new WeakMap<Telemetry, ForeignSink>();

/** The one sink of a foreign telemetry. */
export function foreignSinkOf(telemetry: Telemetry): ForeignSink {
  const known = sinks.get(telemetry);
  if (known !== undefined) return known;
  const sink = new ForeignSink(telemetry);
  sinks.set(telemetry, sink);
  return sink;
}

class ForeignSink implements LiveSink {
  readonly name: string;
  readonly #telemetry: Telemetry;
  #report: (error: unknown) => void = () => {};

  constructor(telemetry: Telemetry) {
    this.name = telemetry.constructor?.name ?? "Telemetry";
    declareEnd(this, { object: telemetry });
    this.#telemetry = telemetry;
  }

  reportTo(report: (error: unknown) => void): void {
    this.#report = report;
  }

  open(start: SpanStart, byHand: boolean): LiveSpan {
    return new ForeignLiveSpan(this.#telemetry, start, byHand, this.#report);
  }

  /** Only metrics come here. What an `async emitMetric` returns is waited for. */
  write(record: SpanRecord | MetricRecord): unknown {
    if (record.kind === "metric") return this.#telemetry.emitMetric(record.name, record.value, withInstrument(record));
  }
}

/** What the name alone would not say goes along in the reserved attributes. */
function withInstrument({ name, unit, instrumentKind: kind, attributes }: MetricRecord): Attributes {
  return {
    ...attributes,
    ...(unit !== instrumentUnit(name) && { "heddle.unit": unit }),
    ...(kind !== instrumentKind(name) && { "heddle.instrument": kind }),
  };
}

/** Around a closure, the foreign `trace` encloses the work; a span that is ended by hand is held open by a promise. */
class ForeignLiveSpan implements LiveSpan {
  readonly #telemetry: Telemetry;
  readonly #start: SpanStart;
  readonly #report: (error: unknown) => void;
  readonly #held: HeldSpan | undefined;
  readonly #settled: PromiseWithResolvers<void> = Promise.withResolvers<void>();
  #span: Partial<Span> | undefined;
  #failure: { readonly thrown: unknown } | undefined;

  constructor(telemetry: Telemetry, start: SpanStart, byHand: boolean, report: (error: unknown) => void) {
    this.#telemetry = telemetry;
    this.#start = start;
    this.#report = report;
    if (byHand) this.#held = new HeldSpan(telemetry, start.name, start.attributes, report);
    this.#span = this.#held?.span;
  }

  run<T>(work: () => T): T {
    if (this.#held !== undefined) return work();
    let result: T | undefined;
    let pending: Promise<unknown> | undefined;
    const returned = this.#telemetry.trace(this.#start.name, this.#start.attributes, (span) => {
      this.#span = span;
      result = work();
      if (isPromise(result)) pending = isPlainPromise(result) ? result : this.#settled.promise;
      return pending;
    });
    catchOwn(returned, pending, this.#report);
    return result as T;
  }

  set(attributes: JsonObject): void {
    this.#span?.set?.(attributes);
  }

  event(name: string, attributes: JsonObject): void {
    this.#span?.event?.(name, attributes);
  }

  link(target: SpanRef, kind: LinkKind, attributes: JsonObject): void {
    this.#span?.link?.(target, kind, attributes);
  }

  fail(error: unknown): void {
    this.#failure = { thrown: error };
    this.#span?.fail?.(error);
  }

  end(): void {
    this.#settled.resolve();
    this.#held?.end(this.#failure);
  }
}
