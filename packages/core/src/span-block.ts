/** Holds some hundred spans that have ended, column by column, and builds the record of one when it is read. */
import type { TraceIdentity } from "./ids.ts";
import { keepMoments, nextMoment } from "./moments.ts";
import type { OpenSpan } from "./open-span.ts";
import type { JsonObject, SpanRecord } from "./record.ts";
import type { SpanDetails } from "./span-details.ts";
import { spanRecordOf } from "./span-record.ts";

const BLOCK = 512;

/** An object for each span would be copied by the garbage collector, twice: most of what keeping a span costs. */
export class SpanBlock {
  length = 0;
  readonly #names: string[] = [];
  readonly #attributes: JsonObject[] = [];
  readonly #traces: TraceIdentity[] = [];
  readonly #details: (SpanDetails | undefined)[] = [];
  /** Start and duration, when it opened and when it ended. */
  readonly #times = new Float64Array(4 * BLOCK);
  /** The span's id and its parent's. */
  readonly #ids = new Int32Array(4 * BLOCK);
  readonly #records: (SpanRecord | undefined)[] = [];

  get isFull(): boolean {
    return this.length === BLOCK;
  }

  /** Whether `span` is the one that was added last. */
  endsWith(span: OpenSpan): boolean {
    return this.#times[4 * this.length - 2] === span.opened;
  }

  add(span: OpenSpan): void {
    const at = this.length++;
    this.#names[at] = span.name;
    this.#attributes[at] = span.attributes;
    this.#traces[at] = span.trace;
    this.#details[at] = span.details;
    this.#times[4 * at] = span.startedUs;
    this.#times[4 * at + 1] = span.durationUs;
    this.#times[4 * at + 2] = span.opened;
    this.#times[4 * at + 3] = nextMoment();
    this.#ids[4 * at] = span.idHigh;
    this.#ids[4 * at + 1] = span.idLow;
    this.#ids[4 * at + 2] = span.parentHigh;
    this.#ids[4 * at + 3] = span.parentLow;
  }

  addRecord(record: SpanRecord): void {
    this.#records[this.length++] = record;
  }

  /** Those from `start` to before `end`. */
  records(start: number, end: number): SpanRecord[] {
    return Array.from({ length: end - start }, (_, index) => this.#record(start + index));
  }

  #record(at: number): SpanRecord {
    const known = this.#records[at];
    if (known !== undefined) return known;
    const record = spanRecordOf({
      name: this.#names[at] as string,
      trace: this.#traces[at] as TraceIdentity,
      idHigh: this.#ids[4 * at] as number,
      idLow: this.#ids[4 * at + 1] as number,
      parentHigh: this.#ids[4 * at + 2] as number,
      parentLow: this.#ids[4 * at + 3] as number,
      startedUs: this.#times[4 * at] as number,
      durationUs: this.#times[4 * at + 1] as number,
      attributes: this.#attributes[at] as JsonObject,
      details: this.#details[at],
    });
    keepMoments(record, { opened: this.#times[4 * at + 2] as number, ended: this.#times[4 * at + 3] as number });
    this.#records[at] = record;
    return record;
  }
}
