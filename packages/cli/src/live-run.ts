/** A run that is being written: what is known of it so far, in a bounded memory. */
import type { JsonObject, JsonValue, MetricRecord, SpanRecord, SpanStart } from "@heddle/core";
import { cutValue, isContentAttribute } from "@heddle/core/bridge";
import { buildTraces, type Trace } from "@heddle/reader";

/** Of a run, so many spans are kept; of those that have ended, the first go. */
const MAX_SPANS = 2000;
const MAX_METRICS = 2000;
/** What of a text is kept: a line has room for no more. */
const MAX_TEXT = 400;

export class LiveRun {
  /** Milliseconds, on the clock of `add`, when the last record came. */
  changedAt = 0;
  readonly #spans = new Map<string, SpanRecord | SpanStart>();
  readonly #metrics: MetricRecord[] = [];
  #forgotten = 0;
  #openSpans = 0;
  #hasEndedRoot = false;
  #trace: Trace | undefined;

  /** How many spans were forgotten. */
  get forgotten(): number {
    return this.#forgotten;
  }

  get isRunning(): boolean {
    return this.#openSpans > 0 || !this.#hasEndedRoot;
  }

  get size(): number {
    return this.#spans.size;
  }

  /** As far as it is known and kept; `undefined` before a span is. */
  get trace(): Trace | undefined {
    this.#trace ??= buildTraces([...this.#spans.values(), ...this.#metrics])[0];
    return this.#trace;
  }

  add(record: SpanRecord | SpanStart | MetricRecord, nowMs: number): void {
    this.changedAt = nowMs;
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

  /** One that is under way is kept, unless all of them are. */
  #forgetOldest(): void {
    const ids = [...this.#spans].find(([, { kind }]) => kind === "span") ?? [...this.#spans][0];
    this.#spans.delete((ids as [string, unknown])[0]);
    this.#forgotten++;
  }
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
