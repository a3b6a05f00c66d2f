/** One span at a live sink, whatever that sink does: the program's work runs once, and its outcome is its own. */
import { types } from "node:util";
import type { Delivery } from "./delivery.ts";
import { isSpanId, isTraceId } from "./ids.ts";
import type { JsonObject, LinkKind, SpanRecord, SpanRef, SpanStart } from "./record.ts";
import type { LiveSink, LiveSpan, LiveSpanIds } from "./sink.ts";
import type { SinkOperation } from "./sink-health.ts";

export class GuardedSpan implements LiveSpan {
  readonly ids?: LiveSpanIds;
  readonly #delivery: Delivery;
  readonly #span: LiveSpan | undefined;

  /** When the sink fails to open a span, its record counts as failed. */
  constructor(delivery: Delivery, sink: LiveSink, start: SpanStart, byHand: boolean) {
    this.#delivery = delivery;
    try {
      this.#span = this.#check(sink.open(start, byHand));
      const ids = this.#span.ids;
      if (ids !== undefined) this.ids = ids.traceId === start.traceId ? checkSpanId(ids) : checkIds(ids);
    } catch (error) {
      delivery.report("open", error);
    }
  }

  run<T>(work: () => T): T {
    if (this.#span === undefined) return work();
    const once = new Once(work);
    try {
      const returned: unknown = this.#span.run(once.call);
      if (returned !== once.value && types.isPromise(returned)) this.#watch(returned, once);
      if (once.calls !== 1) throw new Error(`the work was called ${once.calls} times before run() returned`);
    } catch (error) {
      if (!once.threw(error)) this.#delivery.report("open", error);
    }
    return once.outcome();
  }

  set(attributes: JsonObject): void {
    this.#update((span) => span.set?.(attributes));
  }

  event(name: string, attributes: JsonObject, time: number): void {
    this.#update((span) => span.event?.(name, attributes, time));
  }

  link(target: SpanRef, kind: LinkKind, attributes: JsonObject): void {
    this.#update((span) => span.link?.(target, kind, attributes));
  }

  fail(error: unknown): void {
    this.#update((span) => span.fail?.(error));
  }

  end(record: SpanRecord): void {
    this.#delivery.end(this.#span, record);
  }

  #update(change: (span: LiveSpan) => unknown): void {
    try {
      if (this.#span !== undefined) this.#catch(change(this.#span), "update");
    } catch (error) {
      this.#delivery.report("update", error);
    }
  }

  /** There are sinks without types. */
  #check(opened: LiveSpan | undefined): LiveSpan {
    if (typeof opened?.run === "function" && typeof opened.end === "function") return opened;
    this.#catch(opened, "open");
    throw new TypeError("open() gave no span with run() and end()");
  }

  /** Nobody waits for it, and it must not go astray. */
  #catch(returned: unknown, operation: SinkOperation): void {
    if (types.isPromise(returned)) returned.catch((error) => this.#delivery.report(operation, error));
  }

  /** An async `run`: its rejection is the work's own, unless the work returned no promise. */
  #watch(returned: Promise<unknown>, once: Once<unknown>): void {
    returned.then(undefined, (error) => {
      if (!once.threw(error) && !types.isPromise(once.value)) this.#delivery.report("open", error);
    });
  }
}

/** Throws a TypeError for what are no W3C ids. */
export function checkIds(ids: LiveSpanIds): LiveSpanIds {
  if (isTraceId(ids.traceId)) return checkSpanId(ids);
  throw notIds(ids);
}

function checkSpanId(ids: LiveSpanIds): LiveSpanIds {
  if (isSpanId(ids.spanId)) return ids;
  throw notIds(ids);
}

function notIds({ traceId, spanId }: LiveSpanIds): TypeError {
  return new TypeError(`ids ${traceId} ${spanId} are not W3C ids`);
}

/** Calls `work` at the first call; every call in time has the first one's outcome, and a late one nothing. */
class Once<T> {
  value: T | undefined;
  calls = 0;
  #isOver = false;
  #work: (() => T) | undefined;
  #failed = false;
  #error: unknown;

  constructor(work: () => T) {
    this.#work = work;
  }

  readonly call = (): T => {
    if (this.#isOver) return undefined as T;
    this.calls++;
    return this.#outcome();
  };

  /** What the program gets. The sink comes too late from here on: what it is given could only go astray. */
  outcome(): T {
    this.#isOver = true;
    return this.#outcome();
  }

  threw(error: unknown): boolean {
    return this.#failed && this.#error === error;
  }

  #outcome(): T {
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
  }
}
