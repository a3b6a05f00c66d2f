/** One span at a live sink, whatever that sink does: the program's work runs once, and its outcome is its own. */
import { types } from "node:util";
import type { Delivery } from "./delivery.ts";
import { isSpanId, isTraceId } from "./ids.ts";
import type { JsonObject, LinkKind, SpanRecord, SpanRef } from "./record.ts";
import type { LiveSpan, LiveSpanIds } from "./sink.ts";

export class GuardedSpan implements LiveSpan {
  readonly ids?: LiveSpanIds;
  readonly #delivery: Delivery;
  readonly #span: LiveSpan | undefined;

  /** `span` is undefined when the sink failed to open one: its record counts as failed. */
  constructor(delivery: Delivery, span: LiveSpan | undefined) {
    this.#delivery = delivery;
    this.#span = span;
    const ids = span?.ids;
    if (ids === undefined) return;
    if (isTraceId(ids.traceId) && isSpanId(ids.spanId)) this.ids = ids;
    else delivery.report("open", new TypeError(`ids ${ids.traceId} ${ids.spanId} are not W3C ids`));
  }

  run<T>(work: () => T): T {
    if (this.#span === undefined) return work();
    const once = new Once(work);
    try {
      const returned: unknown = this.#span.run(once.call);
      if (returned !== once.value && types.isPromise(returned)) this.#watch(returned, once);
    } catch (error) {
      if (!once.threw(error)) this.#delivery.report("open", error);
    }
    return once.call();
  }

  set(attributes: JsonObject): void {
    this.#update((span) => span.set?.(attributes));
  }

  event(name: string, attributes: JsonObject): void {
    this.#update((span) => span.event?.(name, attributes));
  }

  link(target: SpanRef, kind: LinkKind, attributes: JsonObject): void {
    this.#update((span) => span.link?.(target, kind, attributes));
  }

  fail(error: unknown): void {
    this.#update((span) => span.fail?.(error));
  }

  end(record: SpanRecord): void {
    const { records } = this.#delivery;
    records.taken++;
    try {
      if (this.#span === undefined) records.failed++;
      else this.#span.end(record);
    } catch (error) {
      records.failed++;
      this.#delivery.report("write", error);
    }
  }

  #update(change: (span: LiveSpan) => void): void {
    try {
      if (this.#span !== undefined) change(this.#span);
    } catch (error) {
      this.#delivery.report("update", error);
    }
  }

  /** An async `run`: its rejection is the work's own, unless the work returned no promise. */
  #watch(returned: Promise<unknown>, once: Once<unknown>): void {
    returned.then(undefined, (error) => {
      if (!once.threw(error) && !types.isPromise(once.value)) this.#delivery.report("open", error);
    });
  }
}

/** Calls `work` at the first call; every call has the first one's outcome. */
class Once<T> {
  value: T | undefined;
  #work: (() => T) | undefined;
  #failed = false;
  #error: unknown;

  constructor(work: () => T) {
    this.#work = work;
  }

  readonly call = (): T => {
    const work = this.#work;
    if (work !== undefined) {
      this.#work = undefined;
      try {
        this.value = work();
      } catch (error) {
        this.#failed = true;
        this.#error = error;
      }
    }
    if (this.#failed) throw this.#error;
    return this.value as T;
  };

  threw(error: unknown): boolean {
    return this.#failed && this.#error === error;
  }
}
