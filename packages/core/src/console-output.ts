/** Brings lines to a stream, in colour where it takes them, and keeps account of them. */
import { Writable } from "node:stream";
import { WriteStream } from "node:tty";
import { styleText } from "node:util";
import type { Paint } from "./console-line.ts";
import { type ConsoleStream, type Load, StreamWriter } from "./console-stream.ts";
import { addCounts } from "./line-counts.ts";

export interface Line extends Load {
  readonly text: string;
}

/** A pipe that several processes write to keeps writes of this many bytes whole. */
const PIPE_BUF = 4096;

export class ConsoleOutput {
  /** Told of failures. */
  report: ((error: unknown) => void) | undefined;
  readonly #stream: ConsoleStream | undefined;
  readonly #color: boolean | undefined;
  readonly #dropped = { records: 0, starts: 0 };
  readonly #failed = { records: 0, starts: 0 };
  #writer: StreamWriter | undefined;
  #isWriting = false;
  #paint: Paint = plain;

  /** `process.stderr` unless a stream is given; in colour if that shows colours, unless told. */
  constructor(stream?: ConsoleStream, color?: boolean) {
    this.#stream = stream;
    this.#color = color;
  }

  /** How lines look on the stream as it is now. */
  get style(): { readonly paint: Paint; readonly columns: number | undefined } {
    const { isTTY, columns } = this.#current().stream;
    return { paint: this.#paint, columns: isTTY === true ? columns : undefined };
  }

  /**
   * Writes one or more lines. What is recorded by the very writing of them, by a program that watches its stderr, is left
   * out: it would never end.
   */
  write(lines: readonly Line[]): void {
    if (this.#isWriting) for (const line of lines) addCounts(this.#dropped, line);
    else {
      this.#isWriting = true;
      this.#writeBlocks(lines);
      this.#isWriting = false;
    }
  }

  flush(): Promise<void> {
    return this.#current().flush();
  }

  /** What did not arrive, or not yet. */
  health(): { readonly dropped: Load; readonly failed: Load; readonly pending: Load } {
    return { dropped: this.#dropped, failed: this.#failed, pending: this.#current().pending };
  }

  /** As many lines at once as a pipe keeps together. */
  #writeBlocks(lines: readonly Line[]): void {
    const writer = this.#current();
    let text = "";
    let bytes = 0;
    let load = { records: 0, starts: 0 };
    for (const line of lines) {
      const lineBytes = Buffer.byteLength(line.text) + 1;
      if (bytes > 0 && bytes + lineBytes > PIPE_BUF) {
        writer.write(text, load);
        text = "";
        bytes = 0;
        load = { records: 0, starts: 0 };
      }
      text += `${line.text}\n`;
      bytes += lineBytes;
      addCounts(load, line);
    }
    writer.write(text, load);
  }

  /** A program may replace `process.stderr`. */
  #current(): StreamWriter {
    const stream = this.#stream ?? process.stderr;
    if (this.#writer?.stream === stream) return this.#writer;
    this.#paint = (this.#color ?? showsColors(stream)) ? colored : plain;
    this.#writer = new StreamWriter(stream, {
      dropped: (load) => addCounts(this.#dropped, load),
      failed: (load) => addCounts(this.#failed, load),
      report: (error) => this.report?.(error),
    });
    return this.#writer;
  }
}

const plain: Paint = (_format, text) => text;
const colored: Paint = (format, text) => styleText(format, text, { validateStream: false });

/** What `styleText` makes of FORCE_COLOR, NO_COLOR and the terminal; it takes only streams, and some are none. */
function showsColors(stream: ConsoleStream): boolean {
  const { getColorDepth = WriteStream.prototype.getColorDepth } = stream as Partial<WriteStream>;
  const stand = Object.assign(new Writable(), { isTTY: stream.isTTY === true, getColorDepth });
  return styleText("red", "", { stream: stand }) !== "";
}
