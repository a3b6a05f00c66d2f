/** A span that is ended by hand at a telemetry that only knows `trace`. */
import { contextStorage, spanFrame } from "./context.ts";
import { HeldSpan } from "./held-span.ts";
import type { Attributes, LinkKind, SpanRef } from "./record.ts";
import { isPromise } from "./settle.ts";
import type { ManualSpan } from "./start-span.ts";
import type { Span, Telemetry } from "./telemetry.ts";

export class ForeignManualSpan implements ManualSpan {
  readonly name: string;
  readonly #telemetry: Telemetry;
  readonly #held: HeldSpan | undefined;
  #failure: { readonly thrown: unknown } | undefined;

  constructor(telemetry: Telemetry, name: string, attributes: Attributes) {
    this.name = name;
    this.#telemetry = telemetry;
    try {
      this.#held = new HeldSpan(telemetry, name, attributes);
    } catch {
      // The telemetry failed; the program goes on without the span.
    }
  }

  get traceId(): string {
    return this.#span.traceId ?? "";
  }

  get spanId(): string {
    return this.#span.spanId ?? "";
  }

  get parentSpanId(): string | undefined {
    return this.#span.parentSpanId;
  }

  get traceparent(): string | undefined {
    return this.#span.traceparent;
  }

  set(attributes: Attributes): void {
    this.#tell((span) => span.set?.(attributes));
  }

  event(name: string, attributes?: Attributes): void {
    this.#tell((span) => span.event?.(name, attributes));
  }

  link(target: SpanRef, kind: LinkKind, attributes?: Attributes): void {
    this.#tell((span) => span.link?.(target, kind, attributes));
  }

  fail(error: unknown): void {
    this.#failure = { thrown: error };
    this.#tell((span) => span.fail?.(error));
  }

  end(): void {
    this.#tell(() => this.#held?.end(this.#failure));
  }

  run<T>(work: () => T): T {
    const around = this.#held?.inside ?? contextStorage.getStore();
    return contextStorage.run(spanFrame(around, this, this.#telemetry), work);
  }

  [Symbol.dispose](): void {
    this.end();
  }

  get #span(): Partial<Span> {
    return this.#held?.span ?? {};
  }

  #tell(what: (span: Partial<Span>) => unknown): void {
    try {
      const told = what(this.#span);
      if (isPromise(told)) told.catch(() => {});
    } catch {
      // Likewise.
    }
  }
}
