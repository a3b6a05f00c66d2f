/** A run that is being written: what is known of it so far, in a bounded memory. */
import type { JsonObject, JsonValue, MetricRecord, SpanRecord, SpanStart } from "@heddle/core";
import { cutValue, isContentAttribute } from "@heddle/core/bridge";
import { buildTraces, type Trace } from "@heddle/reader";

/** Of a run, so many spans are kept; of those that have ended, the first go. */
const MAX_SPANS = 2000;
const MAX_METRICS = 2000;
/** What of a text is kept: a line has room for no more. */
const MAX_TEXT = 400;
/** A run that has told nothing for so long may go on, or have lost its process: it does not tick. */
const QUIET_MS = 5 * 60_000;

/** How a run is: `quiet`, where nothing has come for long. */
export type RunState = "running" | "quiet" | "ok" | "failed";

export class LiveRun {
  #heardAt = Number.NEGATIVE_INFINITY;
  readonly #spans = new Map<string, SpanRecord | SpanStart>();
  readonly #metrics: MetricRecord[] = [];
  #forgotten = 0;
  #forgottenErrors = 0;
  #openSpans = 0;
  #hasEndedRoot = false;
  #trace: Trace | undefined;

  /** How many spans were forgotten. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** How many of them had failed. */
  get forgottenErrors(): number {
    return this.#forgottenErrors;
  }

  /** It has not ended; whether it goes on, nothing but the next record can tell. */
  get isOpen(): boolean {
    return this.#openSpans > 0 || !this.#hasEndedRoot;
  }

  /** Milliseconds since the epoch: the last that its records tell of. */
  get heardAt(): number {
    return this.#heardAt;
  }

  stateAt(nowMs: number): RunState {
    if (this.isOpen) return nowMs - this.#heardAt < QUIET_MS ? "running" : "quiet";
    return this.trace?.status === "ok" ? "ok" : "failed";
  }

  get size(): number {
    return this.#spans.size;
  }

  /** As far as it is known and kept; `undefined` before a span is. */
  get trace(): Trace | undefined {
    this.#trace ??= buildTraces([...this.#spans.values(), ...this.#metrics])[0];
    return this.#trace;
  }

  add(record: SpanRecord | SpanStart | MetricRecord): void {
    this.#heardAt = Math.max(this.#heardAt, timeOf(record));
    if (record.kind === "metric") {
      if (this.#metrics.length < MAX_METRICS) this.#metrics.push({ ...record, attributes: {} });
    } else this.#addSpan(record);
    this.#trace = undefined;
  }

  #addSpan(record: SpanRecord | SpanStart): void {
    const known = this.#spans.get(record.spanId);
    if (known?.kind === "span" || known?.kind === record.kind) return;
    if (record.kind === "span_start") this.#openSpans++;
    else {
      if (known !== undefined) this.#openSpans--;
      if (record.parentSpanId === undefined) this.#hasEndedRoot = true;
    }
    // At the end: of those that have ended, the first to end come first.
    this.#spans.delete(record.spanId);
    this.#spans.set(record.spanId, slim(record));
    if (this.#spans.size > MAX_SPANS) this.#forgetOldest();
  }

  /** A root or one that is under way is kept, unless all of them are such. */
  #forgetOldest(): void {
    const spans = () => this.#spans.values();
    const mayGo = ({ kind, parentSpanId }: SpanRecord | SpanStart) => kind === "span" && parentSpanId !== undefined;
    const oldest = (spans().find(mayGo) ?? spans().next().value) as SpanRecord | SpanStart;
    this.#spans.delete(oldest.spanId);
    this.#forgotten++;
    if (oldest.kind === "span" && oldest.status === "error") this.#forgottenErrors++;
  }
}

function timeOf(record: SpanRecord | SpanStart | MetricRecord): number {
  if (record.kind === "metric") return record.emittedAt;
  return record.kind === "span" ? record.endedAt : record.startedAt;
}

/** Without what is not shown: prompts, answers and stacks may be large. */
function slim(record: SpanRecord | SpanStart): SpanRecord | SpanStart {
  const attributes = slimAttributes(record.attributes);
  if (record.kind === "span_start") return { ...record, attributes };
  const { exception, error, events: _, links: __, ...rest } = record;
  const failure = exception ?? (error && `${error.type}: ${error.message}`);
  return { ...rest, attributes, ...(failure !== undefined && { exception: String(cutValue(failure, MAX_TEXT)) }) };
}

function slimAttributes(attributes: JsonObject): JsonObject {
  const kept = Object.entries(attributes).filter(([name, value]) => !isContentAttribute(name) && isShort(value));
  return Object.fromEntries(kept);
}

function isShort(value: JsonValue): boolean {
  return typeof value === "string" ? value.length <= MAX_TEXT : typeof value !== "object";
}
