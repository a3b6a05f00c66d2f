/** Appends whole lines to files, each into the hands of the operating system before the call returns. */
import { OpenFiles } from "./open-files.ts";
import { WriteQueue } from "./write-queue.ts";

/** How lines are appended. */
export interface LineFilesOptions {
  /**
   * Gives the lines, newlines included, that a file which is opened gets first, also one that was deleted and is opened anew.
   * Its folder is there by then. What it throws counts as a failure of the disk.
   */
  readonly header: () => string;
  /** Bytes of lines that may wait in memory while the disk takes none. Beyond it, lines are lost and counted as failed. */
  readonly maxWaitingBytes: number;
  /** Told once an outage of the disk, and of deleted files. Must not throw. */
  readonly report: (error: unknown) => void;
}

/** Files of lines. What the disk refuses waits, in order, is tried again ten times a second, and once more on exit. */
export class LineFiles {
  readonly #files: OpenFiles;
  readonly #queue: WriteQueue;

  constructor({ header, maxWaitingBytes, report }: LineFilesOptions) {
    this.#files = new OpenFiles(header, report);
    this.#queue = new WriteQueue(this.#files, { maxBytes: maxWaitingBytes, inBackground: false, report });
  }

  /** How many lines wait. */
  get pending(): number {
    return this.#queue.pending.records;
  }

  /** How many lines are lost. */
  get failed(): number {
    return this.#queue.failed.records;
  }

  /**
   * Opens a file, unless it is open, and makes it where it is missing, to see that it can be written to. Throws what the system
   * throws.
   */
  open(path: string): void {
    this.#files.at(path).open();
  }

  /** Appends a line, newline included. Never throws. */
  write(path: string, line: string): void {
    this.#queue.write(path, line, false);
  }

  /** Closes all files; the lines that wait, if any, go to the file at `path`. Never throws. */
  goOn(path: string): void {
    this.#files.close();
    this.#queue.redirect(path);
  }

  /** Resolves when no line waits; rejects when the time is over. */
  flush(timeoutMs: number): Promise<void> {
    return this.#queue.flush(timeoutMs);
  }

  /** Closes all files; who is written to again is opened again. Never throws. */
  close(): void {
    this.#queue.drain();
    this.#files.close();
  }
}
