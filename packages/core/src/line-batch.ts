/** Collects lines until there are enough of them, or for a while, and hands them on: one chunk a file. */
import { holdUntilExit, letGo, type Waiting } from "./exit-hook.ts";
import type { OpenSpans } from "./late-sink.ts";
import { addCounts, type LineCounts } from "./line-counts.ts";
import type { OpenSpan } from "./open-span.ts";
import type { SpanRecord, SpanStart } from "./record.ts";
import type { WriteQueue } from "./write-queue.ts";

export interface LineBatchOptions {
  /** Characters after which a batch is handed on. */
  readonly maxLength: number;
  /** Milliseconds after its first line when a batch is handed on. */
  readonly intervalMs: number;
  /** The file and the line of a start. May throw for one that has none. */
  readonly encodeStart: (start: SpanStart) => readonly [path: string, line: string];
  /** The same of a span that is open. */
  readonly encodeOpen: (span: OpenSpan) => readonly [path: string, line: string];
}

interface Lines extends LineCounts {
  /** Whole lines. */
  readonly parts: Buffer[];
  /** The lines since the last part. */
  text: string;
}

/** Text is made bytes while it is still at hand: all at once would take half as long again. */
const PART_LENGTH = 8 * 1024;

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
  /** Who has opened spans since they were last asked for those that are open. */
  readonly #openers = new Set<OpenSpans>();
  /** The open spans whose start is written. */
  readonly #begun = new Set<OpenSpan>();
  #timer: NodeJS.Timeout | undefined;

  constructor(queue: WriteQueue, options: LineBatchOptions) {
    this.#queue = queue;
    this.#options = options;
  }

  addStart(start: SpanStart): void {
    const namesake = this.#open.get(start.spanId);
    if (namesake !== undefined) this.#encodeStart(() => this.#options.encodeStart(namesake));
    this.#open.set(start.spanId, start);
    this.pending.starts++;
    if (this.#open.size >= MAX_STARTS) this.#handOn();
    else this.#begin();
  }

  /** Nothing is kept of it: when the batch is full, its owner is asked for what is open still. */
  addOpened({ owner }: OpenSpan): void {
    this.#openers.add(owner);
    this.pending.starts++;
    this.#begin();
  }

  addEnded(path: string, line: string, span: OpenSpan, hadStart: boolean): void {
    if (hadStart && !this.#begun.delete(span)) {
      this.pending.starts--;
      this.startsLeftOut++;
    }
    this.addLine(path, line);
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
    for (const start of this.#open.values()) this.#encodeStart(() => this.#options.encodeStart(start));
    this.#open.clear();
    for (const opener of this.#openers) this.#encodeOpen(opener);
    const files = [...this.#files];
    this.#files.clear();
    this.#length = 0;
    for (const [path, { parts, text, records, starts }] of files) {
      addCounts(this.pending, { records, starts }, -1);
      this.#queue.push({ path, bytes: Buffer.concat([...parts, Buffer.from(text)]), records, starts });
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

  #encodeOpen(opener: OpenSpans): void {
    this.#openers.delete(opener);
    for (const span of opener.openSpans()) {
      if (this.#begun.has(span)) continue;
      this.#begun.add(span);
      this.#encodeStart(() => this.#options.encodeOpen(span));
    }
  }

  #encodeStart(encode: () => readonly [path: string, line: string]): void {
    try {
      this.#add(...encode(), "starts");
    } catch {
      this.pending.starts--;
      this.#queue.failed.starts++;
    }
  }

  #add(path: string, line: string, sort: keyof LineCounts): void {
    let lines = this.#files.get(path);
    if (lines === undefined) {
      lines = { parts: [], text: "", records: 0, starts: 0 };
      this.#files.set(path, lines);
    }
    lines.text += line;
    lines[sort]++;
    this.#length += line.length;
    if (lines.text.length < PART_LENGTH) return;
    lines.parts.push(Buffer.from(lines.text));
    lines.text = "";
  }
}
