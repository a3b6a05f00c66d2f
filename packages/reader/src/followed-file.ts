/** A file that grows, is truncated, is replaced, goes and comes again: what is new in it, read by read. */
import { type FileHandle, open, stat } from "node:fs/promises";
import { MAX_LINE_BYTES } from "./decode-text.ts";
import { LineSplitter, type SplitLine } from "./line-splitter.ts";
import { SourceError } from "./source-error.ts";

/** A line of the file. */
export interface FollowedLine {
  readonly text: SplitLine;
  /** Counted from 1 in the file that is there now. */
  readonly line: number;
  /** The file was replaced before the line was whole. */
  readonly isTorn: boolean;
}

/** What a read has found. */
export interface Found {
  readonly lines: readonly FollowedLine[];
  /** There may be more at once: it need not be waited for. */
  readonly hasMore: boolean;
}

const CHUNK_BYTES = 256 * 1024;
/** So much of its beginning is looked at again, to know a file that was truncated and has grown since. */
const HEAD_BYTES = 1024;
const nothing: Found = { lines: [], hasMore: false };

export class FollowedFile {
  readonly #path: string;
  #handle: FileHandle | undefined;
  #splitter = new LineSplitter(MAX_LINE_BYTES);
  #line = 0;
  #offset = 0;
  /** How what was read begins. */
  #head: Buffer = Buffer.alloc(0);
  /** Another file has the path by now; this one is read to its end. */
  #isReplaced = false;

  constructor(path: string) {
    this.#path = path;
  }

  /** What has come since. Rejects with a SourceError for what cannot be read. */
  async read(): Promise<Found> {
    this.#handle ??= await this.#open();
    if (this.#handle === undefined) return nothing;
    const bytes = await readAt(this.#handle, this.#offset, CHUNK_BYTES);
    // Asked afterwards: what was read may be of a file that was written anew meanwhile.
    if (await this.#isTruncated(this.#handle)) {
      this.#begin();
      return { lines: [], hasMore: true };
    }
    if (bytes.length > 0) return { lines: this.#take(bytes), hasMore: true };
    if (!this.#isReplaced) {
      // What was written between the last read and the replacement is read before the file is left.
      this.#isReplaced = await this.#hasSuccessor(this.#handle);
      return { lines: [], hasMore: this.#isReplaced };
    }
    const text = this.#splitter.end();
    const lines: FollowedLine[] = text === undefined ? [] : [{ text, line: this.#line + 1, isTorn: true }];
    await this.close();
    this.#begin();
    return { lines, hasMore: true };
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  #begin(): void {
    this.#splitter = new LineSplitter(MAX_LINE_BYTES);
    this.#line = 0;
    this.#offset = 0;
    this.#head = Buffer.alloc(0);
    this.#isReplaced = false;
  }

  #take(bytes: Buffer): FollowedLine[] {
    this.#offset += bytes.length;
    this.#head = Buffer.concat([this.#head, bytes.subarray(0, HEAD_BYTES)]).subarray(0, HEAD_BYTES);
    return this.#splitter.push(bytes).map((text) => ({ text, line: ++this.#line, isTorn: false }));
  }

  async #open(): Promise<FileHandle | undefined> {
    const quoted = JSON.stringify(this.#path);
    const there = await stat(this.#path).catch(absent);
    if (there === undefined) return undefined;
    if (!there.isFile()) throw new SourceError(`${quoted} is no file, so it cannot be followed; give the path of one`);
    return await open(this.#path).catch(absent);
  }

  async #isTruncated(handle: FileHandle): Promise<boolean> {
    const { size } = await handle.stat();
    const head = await readAt(handle, 0, this.#head.length);
    return size < this.#offset || !head.equals(this.#head);
  }

  async #hasSuccessor(handle: FileHandle): Promise<boolean> {
    const there = await stat(this.#path).catch(absent);
    const { dev, ino } = await handle.stat();
    return there !== undefined && (there.dev !== dev || there.ino !== ino);
  }
}

function absent(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw new SourceError(`the file cannot be followed (${error.message}); give the path of one that can be read`, {
    cause: error,
  });
}

/** Fewer bytes than `length` only at the end of the file. */
async function readAt(handle: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await handle.read(bytes, 0, length, from);
  return bytes.subarray(0, bytesRead);
}
