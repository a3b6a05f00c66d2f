/** Reads what a run has recorded, segment after segment: also a segment that somebody deletes, as long as it is open. */
import { statSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { type Lines, readLines } from "./line-reader.ts";
import { segmentPath, segmentsIn, sizeOf } from "./segments.ts";

/** A place in the segments of a run. */
export interface SegmentPlace {
  readonly segment: number;
  /** In bytes. */
  readonly offset: number;
}

const LINE_LIMITS = { chunkBytes: 2 * 1024 * 1024, maxLineBytes: 256 * 1024 * 1024 };

export class SegmentReader {
  readonly #folder: string;
  #segment: number;
  #offset: number;
  #file: FileHandle | undefined;

  /** `folder` is the run's. It begins at the first segment unless told. */
  constructor(folder: string, { segment = 1, offset = 0 }: Partial<SegmentPlace>) {
    this.#folder = folder;
    this.#segment = segment;
    this.#offset = offset;
  }

  /** All before it has been read and settled. */
  get place(): SegmentPlace {
    return { segment: this.#segment, offset: this.#offset };
  }

  /** The segment after this one: where it is there, nothing more is written to this one. */
  next(): number | undefined {
    return segmentsIn(this.#folder).find((number) => number > this.#segment);
  }

  /** Whether there is nothing more at the moment. */
  isAtEnd(): boolean {
    const last = segmentsIn(this.#folder).at(-1) ?? this.#segment;
    return this.#segment > last || (this.#segment === last && this.#offset >= sizeOf(this.#path));
  }

  /** The lines of this segment that are not settled, none at its end. Rejects with what the system says. */
  async read(): Promise<Lines> {
    const stats = statSync(this.#path, { throwIfNoEntry: false });
    if (stats !== undefined) this.#file ??= await open(this.#path);
    if (this.#file === undefined) return { texts: [], end: this.#offset };
    const { ino, size } = await this.#file.stat();
    if (size < this.#offset) this.#offset = 0;
    const lines = await this.#readOpen(this.#file);
    if (lines.texts.length > 0 || stats === undefined || stats.ino === ino) return lines;
    // The segment was deleted, and is written anew.
    await this.#drop();
    return await this.read();
  }

  /** All before `end` is settled. */
  settle(end: number): void {
    this.#offset = end;
  }

  async goOn(segment: number): Promise<void> {
    await this.close();
    this.#segment = segment;
    this.#offset = 0;
  }

  /** Gives up a segment that was deleted: until then, the disk has no room for anything else in its place. */
  async letGo(): Promise<void> {
    const stats = await this.#file?.stat();
    if (stats?.nlink === 0) await this.#drop();
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  async #drop(): Promise<void> {
    await this.close();
    this.#offset = 0;
  }

  get #path(): string {
    return segmentPath(this.#folder, this.#segment);
  }

  async #readOpen(file: FileHandle): Promise<Lines> {
    try {
      return await readLines(file, this.#offset, LINE_LIMITS);
    } catch (error) {
      await this.letGo();
      throw error;
    }
  }
}
