/** Remembers the traces that were given: what comes of them later is too late. */
import type { LineRecord } from "@heddle/core";
import { Repeats } from "./repeats.ts";
import type { Trace } from "./trace.ts";

/** What was told, as far back as `Repeats` remembers. */
export class GivenTraces {
  readonly #traceIds = new Repeats();
  readonly #spans = new Repeats();

  /** `trace`: what is told of it, if anything is. */
  add(traceId: string, trace: Trace | undefined): void {
    this.#traceIds.add(traceId);
    for (const { record } of trace?.spans ?? []) this.#spans.add(keyOf(record.kind, traceId, record.spanId));
  }

  has(traceId: string): boolean {
    return this.#traceIds.has(traceId);
  }

  /** Whether a record of a trace that was given says nothing that was not told. */
  told(record: LineRecord): boolean {
    if (record.kind !== "span" && record.kind !== "span_start") return false;
    const { kind, traceId, spanId } = record;
    return this.#spans.has(keyOf("span", traceId, spanId)) || this.#spans.has(keyOf(kind, traceId, spanId));
  }
}

function keyOf(kind: string, traceId: string, spanId: string): string {
  return `${kind} ${traceId} ${spanId}`;
}
