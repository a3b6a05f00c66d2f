/** Brings lines to their files: at once or in the background; what the disk refuses waits, in order, and is tried again. */
import { ShortWrite } from "./append-file.ts";
import type { Chunk } from "./chunk.ts";
import { holdUntilExit, letGo, type Waiting } from "./exit-hook.ts";
import { addCounts, type LineCounts } from "./line-counts.ts";
import type { OpenFiles } from "./open-files.ts";
import { cannotBeWritten, notWrittenIn } from "./write-outage.ts";

export interface WriteQueueOptions {
  /** Bytes that may wait. */
  readonly maxBytes: number;
  /** Whether `push` writes in the background. */
  readonly inBackground: boolean;
  /** Told once an outage, and of deleted files. Must not throw. */
  readonly report: (error: unknown) => void;
}

/** The shortest time between two tries at a file that refuses. */
const RETRY_MS = 100;

export class WriteQueue implements Waiting {
  readonly pending: LineCounts = { records: 0, starts: 0 };
  readonly failed: LineCounts = { records: 0, starts: 0 };
  readonly #files: OpenFiles;
  readonly #options: WriteQueueOptions;
  #chunks: Chunk[] = [];
  #bytes = 0;
  /** What is being written in the background; it is none of `#chunks`. */
  #flying: Chunk | undefined;
  /** It was written a second time, as nobody could wait for it. */
  #isRewritten = false;
  /** The files that refuse. The others go on. */
  readonly #stuck = new Set<string>();
  #outage: unknown;
  #triedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #flushes: (() => void)[] = [];

  constructor(files: OpenFiles, options: WriteQueueOptions) {
    this.#files = files;
    this.#options = options;
  }

  /** Writes one line at once; when its file refuses, it waits. Never throws. */
  write(path: string, line: string, isStart: boolean): void {
    if (this.#stuck.size > 0 && this.#mayTry()) this.#retry();
    let bytes: Buffer | undefined;
    if (!this.#stuck.has(path)) {
      try {
        this.#files.at(path).append(line);
        return;
      } catch (error) {
        bytes = this.#refused(path, error);
      }
    }
    this.#keep({ path, bytes: bytes ?? Buffer.from(line), records: isStart ? 0 : 1, starts: isStart ? 1 : 0 });
    this.#settle();
  }

  /** Takes lines that are to be written later; writes what waits when that is too much. Never throws. */
  push(chunk: Chunk): void {
    if (this.#bytes + chunk.bytes.length > this.#options.maxBytes && this.#mayTry()) this.drain();
    this.#keep(chunk);
  }

  /** Begins to write what waits, one chunk after the other. Never throws. */
  writeInBackground(): void {
    if (this.#flying !== undefined) return;
    const index = this.#chunks.findIndex((chunk) => !this.#stuck.has(chunk.path));
    const [chunk] = index < 0 ? [] : this.#chunks.splice(index, 1);
    if (chunk === undefined) return;
    this.#flying = chunk;
    this.#files.at(chunk.path).appendLater(chunk.bytes, (error) => this.#landed(chunk, error));
  }

  /** Tries everything that waits, at once; what is on its way in the background goes on. Never throws. */
  drain(): void {
    this.#stuck.clear();
    const chunks = this.#chunks;
    this.#chunks = [];
    for (const chunk of chunks) if (!this.#append(chunk)) this.#chunks.push(chunk);
    this.#settle();
    this.#wake();
  }

  /** What waits goes to another file, at once. Never throws. */
  redirect(path: string): void {
    for (const chunk of this.#chunks) chunk.path = path;
    this.drain();
  }

  drainNow(): void {
    this.#stuck.clear();
    if (this.#flying !== undefined && !this.#isRewritten) this.#isRewritten = this.#append(this.#flying);
    this.drain();
  }

  /** Resolves when what waits now is written; rejects when the time is over. */
  async flush(timeoutMs: number): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    const awaited = new Set(this.#flying === undefined ? this.#chunks : [this.#flying, ...this.#chunks]);
    const waits = (chunk: Chunk | undefined) => chunk !== undefined && awaited.has(chunk);
    if (this.#options.inBackground) this.writeInBackground();
    while (waits(this.#flying) || this.#chunks.some(waits)) {
      const leftMs = deadline - performance.now();
      const { records, starts } = this.pending;
      if (leftMs <= 0) throw notWrittenIn(timeoutMs, records + starts, this.#outage);
      if (this.#stuck.size > 0 && this.#mayTry()) this.#retry();
      await this.#progress(Math.min(leftMs, RETRY_MS));
    }
    this.#files.check();
  }

  #keep(chunk: Chunk): void {
    const bytes = this.#bytes + chunk.bytes.length;
    const isLost = this.#bytes > 0 && bytes > this.#options.maxBytes;
    addCounts(isLost ? this.failed : this.pending, chunk);
    if (isLost) return;
    this.#chunks.push(chunk);
    this.#bytes = bytes;
    holdUntilExit(this);
  }

  /** Whether it was written. */
  #append(chunk: Chunk): boolean {
    if (this.#stuck.has(chunk.path)) return false;
    try {
      this.#files.at(chunk.path).append(chunk.bytes);
    } catch (error) {
      this.#setBytes(chunk, this.#refused(chunk.path, error));
      return false;
    }
    this.#arrived(chunk);
    return true;
  }

  #landed(chunk: Chunk, error: unknown): void {
    if (!this.#isRewritten && error === undefined) this.#arrived(chunk);
    if (!this.#isRewritten && error !== undefined) {
      this.#setBytes(chunk, this.#refused(chunk.path, error));
      this.#chunks.unshift(chunk);
    }
    [this.#isRewritten, this.#flying] = [false, undefined];
    this.writeInBackground();
    this.#settle();
    this.#wake();
  }

  #arrived(chunk: Chunk): void {
    addCounts(this.pending, chunk, -1);
    this.#bytes -= chunk.bytes.length;
  }

  /** What has yet to be written; `undefined` when it is all. */
  #refused(path: string, error: unknown): Buffer | undefined {
    this.#stuck.add(path);
    this.#triedAt = performance.now();
    if (this.#outage === undefined) this.#options.report(cannotBeWritten(path, error as Error));
    this.#outage = error;
    return error instanceof ShortWrite ? error.rest : undefined;
  }

  #setBytes(chunk: Chunk, bytes: Buffer = chunk.bytes): void {
    this.#bytes += bytes.length - chunk.bytes.length;
    chunk.bytes = bytes;
  }

  /** Goes on, or waits for another try. */
  #settle(): void {
    if (this.#stuck.size === 0) this.#outage = undefined;
    else this.#timer ??= setTimeout(() => this.#retry(), RETRY_MS).unref();
    if (this.#bytes === 0) letGo(this);
  }

  #mayTry(): boolean {
    return this.#stuck.size === 0 || performance.now() - this.#triedAt >= RETRY_MS;
  }

  #retry(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#options.inBackground) {
      this.#stuck.clear();
      this.writeInBackground();
    } else this.drain();
  }

  /** Resolves after the next try, or after `ms`. */
  #progress(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#flushes.push(() => resolve(clearTimeout(timer)));
    });
  }

  #wake(): void {
    for (const wake of this.#flushes.splice(0)) wake();
  }
}
