/** A span that a foreign telemetry keeps open: its `trace` is given a promise that settles when the span is ended. */
import { type Context, contextStorage } from "./context.ts";
import type { Attributes } from "./record.ts";
import type { Span, Telemetry } from "./telemetry.ts";

export class HeldSpan {
  /** The telemetry's own span; whatever it hands to the work. */
  span: Partial<Span> | undefined;
  /** The context that the telemetry ran the work in, as far as Heddle knows it. */
  inside: Context | undefined;
  readonly #end = Promise.withResolvers<void>();

  constructor(telemetry: Telemetry, name: string, attributes: Attributes, failed: (error: unknown) => void) {
    const work = (span: Partial<Span> | undefined) => {
      this.span = span;
      this.inside = contextStorage.getStore();
      return this.#end.promise;
    };
    this.#end.promise.catch(() => {});
    try {
      catchOwn(telemetry.trace(name, attributes, work), this.#end.promise, failed);
    } catch (error) {
      failed(error);
    }
  }

  /** `error` reaches a telemetry that knows no `fail` as the work's rejection. */
  end(error: { readonly thrown: unknown } | undefined): void {
    if (error === undefined || typeof this.span?.fail === "function") this.#end.resolve();
    else this.#end.reject(error.thrown);
  }
}

/** A foreign telemetry's promise must not become an unhandled rejection; one that the work is not the cause of is told. */
export function catchOwn(
  returned: unknown,
  work: Promise<unknown> | undefined,
  failed: (error: unknown) => void,
): void {
  if (returned === work || typeof (returned as PromiseLike<unknown> | null)?.then !== "function") {
    work?.catch(() => {});
    return;
  }
  void Promise.allSettled([returned, work]).then(([outcome, cause]) => {
    if (outcome.status !== "rejected") return;
    if (cause.status !== "rejected" || cause.reason !== outcome.reason) failed(outcome.reason);
  });
}
