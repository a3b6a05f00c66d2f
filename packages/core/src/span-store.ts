/** Keeps many ended spans in little memory: one that several stores keep is there once. */
import type { OpenSpan } from "./open-span.ts";
import type { SpanRecord } from "./record.ts";
import { SpanBlock } from "./span-block.ts";

/** Spans that stand side by side in a block. */
interface Run {
  readonly block: SpanBlock;
  start: number;
  end: number;
}

/** The newest spans, as many as the limit says. */
export class SpanStore {
  readonly #limit: number;
  /** Holds the latest that this store was the first to be given. */
  #block: SpanBlock | undefined = undefined;
  /** Oldest first. */
  #runs: Run[] = [];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Adds a span that has ended; true when the oldest one had to go for it. */
  add(span: OpenSpan): boolean {
    if (span.block?.endsWith(span)) return this.#keepLastOf(span.block);
    span.block = this.#blockWithRoom();
    span.block.add(span);
    return this.#keepLastOf(span.block);
  }

  /** The same for a span that comes as a record. */
  addRecord(record: SpanRecord): boolean {
    const block = this.#blockWithRoom();
    block.addRecord(record);
    return this.#keepLastOf(block);
  }

  /** Oldest first. */
  records(): SpanRecord[] {
    return this.#runs.flatMap(({ block, start, end }) => block.records(start, end));
  }

  clear(): void {
    this.#block = undefined;
    this.#runs = [];
    this.#size = 0;
  }

  #blockWithRoom(): SpanBlock {
    if (this.#block === undefined || this.#block.isFull) this.#block = new SpanBlock();
    return this.#block;
  }

  #keepLastOf(block: SpanBlock): boolean {
    const { length } = block;
    const last = this.#runs.at(-1);
    if (last?.block === block && last.end === length - 1) last.end++;
    else this.#runs.push({ block, start: length - 1, end: length });
    if (this.#size < this.#limit) {
      this.#size++;
      return false;
    }
    const oldest = this.#runs[0] as Run;
    oldest.start++;
    if (oldest.start === oldest.end) this.#runs.shift();
    return true;
  }
}
