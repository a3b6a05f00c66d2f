/** A span of ours at a telemetry that only knows `trace`. */
import { foreignOutcome } from "./foreign-outcome.ts";
import { HeldSpan } from "./held-span.ts";
import type { JsonObject, LinkKind, SpanRef, SpanStart } from "./record.ts";
import { isPlainPromise, isPromise } from "./settle.ts";
import type { LiveSpan } from "./sink.ts";
import type { Span, Telemetry } from "./telemetry.ts";

/** Around a closure, the foreign `trace` encloses the work; a span that is ended by hand is held open by a promise. */
export class ForeignSpan implements LiveSpan {
  readonly #trace: (work: (span: Span) => unknown) => unknown;
  readonly #lose: () => void;
  readonly #held: HeldSpan | undefined;
  /** Settles when the work has, for a promise of the work that the telemetry must not touch. */
  readonly #settled: PromiseWithResolvers<void> = Promise.withResolvers<void>();
  #given: Partial<Span> | undefined;
  #failure: { readonly thrown: unknown } | undefined;
  #outcome: Promise<void> | undefined;
  #isEnclosed = false;

  /** `lose` is called when `trace` has failed to enclose the work. */
  constructor(telemetry: Telemetry, { name, attributes }: SpanStart, byHand: boolean, lose: () => void) {
    this.#trace = (work) => telemetry.trace(name, attributes, work);
    this.#lose = lose;
    if (byHand) this.#held = new HeldSpan(telemetry, name, attributes);
  }

  run<T>(work: () => T): T {
    if (this.#held !== undefined) return work();
    const enclosed = new Enclosed(work, this.#settled.promise);
    let returned: unknown;
    try {
      returned = this.#trace((span) => {
        this.#given = span;
        return enclosed.run();
      });
      this.#isEnclosed = enclosed.hasRun;
    } catch (error) {
      this.#isEnclosed = enclosed.threw(error);
      throw error;
    }
    this.#outcome = foreignOutcome(returned, enclosed.pending);
    return enclosed.result as T;
  }

  set(attributes: JsonObject): unknown {
    return this.#span?.set?.(attributes);
  }

  event(name: string, attributes: JsonObject): unknown {
    return this.#span?.event?.(name, attributes);
  }

  link(target: SpanRef, kind: LinkKind, attributes: JsonObject): unknown {
    return this.#span?.link?.(target, kind, attributes);
  }

  fail(error: unknown): unknown {
    this.#failure = { thrown: error };
    return this.#span?.fail?.(error);
  }

  end(): Promise<void> | undefined {
    if (this.#held !== undefined) return this.#held.end(this.#failure);
    this.#settled.resolve();
    if (this.#isEnclosed) return this.#outcome;
    this.#lose();
  }

  get #span(): Partial<Span> | undefined {
    return this.#held?.span ?? this.#given;
  }
}

/** The work as the foreign telemetry sees it: a promise of a client library is hidden from it. */
class Enclosed<T> {
  hasRun = false;
  result: T | undefined;
  /** What the telemetry is given to wait for. */
  pending: Promise<unknown> | undefined;
  #error: { readonly thrown: unknown } | undefined;
  readonly #work: () => T;
  readonly #settled: Promise<void>;

  constructor(work: () => T, settled: Promise<void>) {
    this.#work = work;
    this.#settled = settled;
  }

  run(): Promise<unknown> | undefined {
    this.hasRun = true;
    try {
      this.result = this.#work();
    } catch (error) {
      this.#error = { thrown: error };
      this.pending = Promise.reject(error);
      this.pending.catch(() => {});
      throw error;
    }
    if (isPromise(this.result)) this.pending = isPlainPromise(this.result) ? this.result : this.#settled;
    return this.pending;
  }

  threw(error: unknown): boolean {
    return this.#error !== undefined && this.#error.thrown === error;
  }
}
