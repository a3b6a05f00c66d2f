/** A span that a foreign telemetry keeps open: its `trace` is given a promise that settles when the span is ended. */
import { type Context, contextStorage } from "./context.ts";
import { foreignOutcome } from "./foreign-outcome.ts";
import type { Attributes } from "./record.ts";
import type { Span, Telemetry } from "./telemetry.ts";

export class HeldSpan {
  /** The telemetry's own span; whatever it hands to the work. */
  span: Partial<Span> | undefined;
  /** The context that the telemetry ran the work in, as far as Heddle knows it. */
  inside: Context | undefined;
  #hasBegun = false;
  readonly #end = Promise.withResolvers<void>();
  readonly #outcome: Promise<void> | undefined;

  /** Throws what `trace` throws. */
  constructor(telemetry: Telemetry, name: string, attributes: Attributes) {
    const work = (span: Partial<Span> | undefined) => {
      this.span = span;
      this.inside = contextStorage.getStore();
      this.#hasBegun = true;
      return this.#end.promise;
    };
    this.#end.promise.catch(() => {});
    this.#outcome = foreignOutcome(telemetry.trace(name, attributes, work), this.#end.promise);
  }

  /**
   * `failure` reaches a telemetry that knows no `fail` as the work's rejection. What comes back settles when the
   * telemetry is done with the span; throws when it has not even begun.
   */
  end(failure: { readonly thrown: unknown } | undefined): Promise<void> | undefined {
    if (failure === undefined || typeof this.span?.fail === "function") this.#end.resolve();
    else this.#end.reject(failure.thrown);
    if (!this.#hasBegun) throw new Error("trace() has not called its work");
    return this.#outcome;
  }
}
