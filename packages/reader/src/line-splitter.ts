/** Cuts bytes into lines, however they are chunked, and keeps no more of a line than it may have. */

const NEWLINE = 10;

/** Stands in the place of a line that is longer than it may be. */
export const tooLong: unique symbol = Symbol("too long");

/** A line without its newline. */
export type SplitLine = string | typeof tooLong;

export class LineSplitter {
  readonly #maxBytes: number;
  /** The beginning of a line whose end has not come. */
  #held: Buffer[] = [];
  #heldBytes = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that end in `chunk`. */
  push(chunk: Buffer): SplitLine[] {
    const last = chunk.lastIndexOf(NEWLINE);
    if (last < 0) {
      this.#hold(chunk);
      return [];
    }
    const first = this.#heldBytes === 0 ? -1 : chunk.indexOf(NEWLINE);
    const lines: SplitLine[] = [];
    if (first >= 0) {
      this.#hold(chunk.subarray(0, first));
      lines.push(this.#take());
    }
    if (last > first) for (const line of chunk.toString("utf8", first + 1, last).split("\n")) lines.push(line);
    if (last + 1 < chunk.length) this.#hold(chunk.subarray(last + 1));
    return lines;
  }

  /** What came after the last newline, if anything did. */
  end(): SplitLine | undefined {
    return this.#heldBytes === 0 ? undefined : this.#take();
  }

  #hold(bytes: Buffer): void {
    this.#heldBytes += bytes.length;
    if (this.#heldBytes > this.#maxBytes) this.#held = [];
    else this.#held.push(bytes);
  }

  #take(): SplitLine {
    const line = this.#heldBytes > this.#maxBytes ? tooLong : Buffer.concat(this.#held).toString("utf8");
    this.#held = [];
    this.#heldBytes = 0;
    return line;
  }
}
