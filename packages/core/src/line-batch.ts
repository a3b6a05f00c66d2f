/** Collects lines until there are enough of them, or for a while, and hands them on: one chunk a file. */
import { addCounts, type LineCounts } from "./chunk.ts";
import { holdUntilExit, letGo, type Waiting } from "./exit-hook.ts";
import type { SpanRecord, SpanStart } from "./record.ts";
import type { WriteQueue } from "./write-queue.ts";

export interface LineBatchOptions {
  /** Characters after which a batch is handed on. */
  readonly maxLength: number;
  /** Milliseconds after its first line when a batch is handed on. */
  readonly intervalMs: number;
  /** The file and the line of a start. May throw for one that has none. */
  readonly encodeStart: (start: SpanStart) => readonly [path: string, line: string];
}

interface Lines extends LineCounts {
  text: string;
}

/** A start that waits holds little that its open span does not hold anyway, yet there must be an end. */
const MAX_STARTS = 10_000;

export class LineBatch implements Waiting {
  readonly pending: LineCounts = { records: 0, starts: 0 };
  /** Starts whose span ended in the same batch: its line says it all. */
  startsLeftOut = 0;
  readonly #queue: WriteQueue;
  readonly #options: LineBatchOptions;
  readonly #files = new Map<string, Lines>();
  #length = 0;
  /** The spans that have opened in this batch and are still open, by span id. */
  readonly #open = new Map<string, SpanStart>();
  #timer: NodeJS.Timeout | undefined;

  constructor(queue: WriteQueue, options: LineBatchOptions) {
    this.#queue = queue;
    this.#options = options;
  }

  addStart(start: SpanStart): void {
    const namesake = this.#open.get(start.spanId);
    if (namesake !== undefined) this.#encodeStart(namesake);
    this.#open.set(start.spanId, start);
    this.pending.starts++;
    if (this.#open.size >= MAX_STARTS) this.#handOn();
    else this.#begin();
  }

  addSpan(path: string, line: string, { spanId, traceId }: SpanRecord): void {
    if (this.#open.get(spanId)?.traceId === traceId) {
      this.#open.delete(spanId);
      this.pending.starts--;
      this.startsLeftOut++;
    }
    this.addLine(path, line);
  }

  /** The line of a record that has no start. */
  addLine(path: string, line: string): void {
    this.pending.records++;
    this.#add(path, line, "records");
    if (this.#length >= this.#options.maxLength) this.#handOn();
    else this.#begin();
  }

  /** Hands everything on to the queue, which has yet to be told to write it. Never throws. */
  seal(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    letGo(this);
    for (const start of this.#open.values()) this.#encodeStart(start);
    this.#open.clear();
    const files = [...this.#files];
    this.#files.clear();
    this.#length = 0;
    for (const [path, { text, records, starts }] of files) {
      addCounts(this.pending, { records, starts }, -1);
      this.#queue.push({ path, bytes: Buffer.from(text), records, starts });
    }
  }

  drainNow(): void {
    this.seal();
    this.#queue.drainNow();
  }

  #handOn(): void {
    this.seal();
    this.#queue.writeInBackground();
  }

  #begin(): void {
    if (this.#timer !== undefined) return;
    holdUntilExit(this);
    this.#timer = setTimeout(() => this.#handOn(), this.#options.intervalMs).unref();
  }

  #encodeStart(start: SpanStart): void {
    try {
      this.#add(...this.#options.encodeStart(start), "starts");
    } catch {
      this.pending.starts--;
      this.#queue.failed.starts++;
    }
  }

  #add(path: string, line: string, sort: keyof LineCounts): void {
    let lines = this.#files.get(path);
    if (lines === undefined) {
      lines = { text: "", records: 0, starts: 0 };
      this.#files.set(path, lines);
    }
    lines.text += line;
    lines[sort]++;
    this.#length += line.length;
  }
}
