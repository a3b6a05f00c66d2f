/** A span that is ended by hand at a telemetry that only knows `trace`. */
import { contextStorage, spanFrame } from "./context.ts";
import { HeldSpan } from "./held-span.ts";
import type { Attributes, LinkKind, SpanRef } from "./record.ts";
import type { ManualSpan } from "./start-span.ts";
import type { Telemetry } from "./telemetry.ts";

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
    return this.#held?.span?.traceId ?? "";
  }

  get spanId(): string {
    return this.#held?.span?.spanId ?? "";
  }

  get parentSpanId(): string | undefined {
    return this.#held?.span?.parentSpanId;
  }

  get traceparent(): string | undefined {
    return this.#held?.span?.traceparent;
  }

  set(attributes: Attributes): void {
    this.#held?.span?.set?.(attributes);
  }

  event(name: string, attributes?: Attributes): void {
    this.#held?.span?.event?.(name, attributes);
  }

  link(target: SpanRef, kind: LinkKind, attributes?: Attributes): void {
    this.#held?.span?.link?.(target, kind, attributes);
  }

  fail(error: unknown): void {
    this.#failure = { thrown: error };
    this.#held?.span?.fail?.(error);
  }

  end(): void {
    try {
      void this.#held?.end(this.#failure);
    } catch {
      // Likewise.
    }
  }

  run<T>(work: () => T): T {
    const around = this.#held?.inside ?? contextStorage.getStore();
    return contextStorage.run(spanFrame(around, this, this.#telemetry), work);
  }

  [Symbol.dispose](): void {
    this.end();
  }
}
