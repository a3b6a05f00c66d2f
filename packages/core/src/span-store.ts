/** Keeps many ended spans in little memory: column by column, with a record built when it is read. */
import type { TraceIdentity } from "./ids.ts";
import { keepMoments, nextMoment } from "./moments.ts";
import type { OpenSpan } from "./open-span.ts";
import type { JsonObject, SpanRecord } from "./record.ts";
import type { SpanDetails } from "./span-details.ts";
import { spanRecordOf } from "./span-record.ts";

/** Spans of one block. */
const BLOCK = 512;

/** The newest spans, as many as the limit says. */
export class SpanStore {
  readonly #limit: number;
  #blocks: SpanBlock[] = [];
  #size = 0;
  /** Spans of the first block that had to go. */
  #gone = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds a span that has ended; true when the oldest one had to go for it. */
  add(span: OpenSpan): boolean {
    this.#lastBlock().add(span);
    return this.#makeRoom();
  }

  /** The same for a span that comes as a record. */
  addRecord(record: SpanRecord): boolean {
    this.#lastBlock().addRecord(record);
    return this.#makeRoom();
  }

  /** Oldest first. */
  records(): SpanRecord[] {
    return this.#blocks.flatMap((block) => block.records()).slice(this.#gone);
  }

  clear(): void {
    this.#blocks = [];
    this.#size = 0;
    this.#gone = 0;
  }

  #lastBlock(): SpanBlock {
    const last = this.#blocks.at(-1);
    if (last !== undefined && last.length < BLOCK) return last;
    const block = new SpanBlock();
    this.#blocks.push(block);
    return block;
  }

  #makeRoom(): boolean {
    if (this.#size < this.#limit) {
      this.#size++;
      return false;
    }
    this.#gone++;
    if (this.#gone === BLOCK) {
      this.#blocks.shift();
      this.#gone = 0;
    }
    return true;
  }
}

/** An object for each span would be copied by the garbage collector, twice: most of what keeping a span costs. */
class SpanBlock {
  length = 0;
  readonly #names: string[] = [];
  readonly #attributes: JsonObject[] = [];
  readonly #traces: TraceIdentity[] = [];
  readonly #details: (SpanDetails | undefined)[] = [];
  /** Start and duration. */
  readonly #times = new Float64Array(2 * BLOCK);
  /** When it opened, and when it ended. */
  readonly #moments = new Float64Array(2 * BLOCK);
  /** The span's id and its parent's. */
  readonly #ids = new Int32Array(4 * BLOCK);
  readonly #records: (SpanRecord | undefined)[] = [];

  add(span: OpenSpan): void {
    const at = this.length++;
    this.#names[at] = span.name;
    this.#attributes[at] = span.attributes;
    this.#traces[at] = span.trace;
    this.#details[at] = span.details;
    this.#times[2 * at] = span.startedUs;
    this.#times[2 * at + 1] = span.durationUs;
    this.#moments[2 * at] = span.opened;
    this.#moments[2 * at + 1] = nextMoment();
    this.#ids[4 * at] = span.idHigh;
    this.#ids[4 * at + 1] = span.idLow;
    this.#ids[4 * at + 2] = span.parentHigh;
    this.#ids[4 * at + 3] = span.parentLow;
  }

  addRecord(record: SpanRecord): void {
    this.#records[this.length++] = record;
  }

  records(): SpanRecord[] {
    return Array.from({ length: this.length }, (_, at) => this.#record(at));
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
      startedUs: this.#times[2 * at] as number,
      durationUs: this.#times[2 * at + 1] as number,
      attributes: this.#attributes[at] as JsonObject,
      details: this.#details[at],
    });
    keepMoments(record, { opened: this.#moments[2 * at] as number, ended: this.#moments[2 * at + 1] as number });
    this.#records[at] = record;
    return record;
  }
}
