/** A file whose lines are shipped, and how far that has come: through rotation and truncation. */
import { type FileHandle, open } from "node:fs/promises";
import { readDurable, writeDurable } from "./durable-file.ts";
import { beginsWith, type FileHead, headOf } from "./file-head.ts";
import { type Lines, readLines } from "./line-reader.ts";
import type { OriginsState } from "./origins.ts";
import { fileAfter, rotatedFiles } from "./rotated-files.ts";
import type { ShipProgress } from "./ship-options.ts";

/** What is remembered from call to call. */
interface ShipState extends Place {
  readonly head?: FileHead;
  readonly origins: OriginsState;
}

interface Place {
  /** All before this byte is settled, but for metrics. */
  readonly offset: number;
  /** How many lines that is. */
  readonly line: number;
}

const BEGINNING: Place = { offset: 0, line: 0 };
const LINE_LIMITS = { chunkBytes: 2 * 1024 * 1024, maxLineBytes: 256 * 1024 * 1024 };

export class ShippedFile {
  /** What was remembered of the writers. */
  readonly origins: OriginsState;
  readonly #path: string;
  readonly #offsetFile: string;
  readonly #onReplaced: (what: string) => void;
  #place: Place;
  #head: FileHead | undefined;
  #file: FileHandle | undefined;

  /** `onReplaced` is told when the file begins anew. Throws what the system throws. */
  constructor(path: string, offsetFile: string, onReplaced: (what: string) => void) {
    const { head, origins = {}, offset = 0, line = 0 } = readDurable<ShipState>(offsetFile) ?? {};
    this.origins = origins;
    this.#path = path;
    this.#offsetFile = offsetFile;
    this.#onReplaced = onReplaced;
    this.#place = { offset, line };
    this.#head = head;
  }

  /** How many lines are settled. */
  get line(): number {
    return this.#place.line;
  }

  /** How far it has come. */
  async progress(): Promise<ShipProgress> {
    const { size } = await (this.#file as FileHandle).stat();
    return { settledBytes: this.#place.offset, totalBytes: size };
  }

  /** The next whole lines; `undefined` when there are none yet. Rejects with what the system says. */
  async read(): Promise<Lines | undefined> {
    this.#file ??= await this.#find();
    if (this.#file === undefined) return undefined;
    // Looked for first: once there is a next one, all is written to this one.
    let next = await fileAfter(this.#file, this.#path);
    try {
      await this.#noticeTruncation(this.#file);
      const lines = await readLines(this.#file, this.#place.offset, LINE_LIMITS);
      if (lines.texts.length > 0) return lines;
      if (next === undefined) return undefined;
      await this.close();
      await this.#begin(next);
      next = undefined;
    } finally {
      await next?.close();
    }
    return await this.read();
  }

  /** What was read is settled: the next ones come after them. */
  async settle({ texts, end }: Lines, origins: OriginsState): Promise<void> {
    this.#place = { offset: end, line: this.#place.line + texts.length };
    this.#head = await headOf(this.#file as FileHandle, end);
    this.save(origins);
  }

  /** Remembers how far it has come, and what has become of the metrics. */
  save(origins: OriginsState): void {
    const state: ShipState = { ...this.#place, ...(this.#head && { head: this.#head }), origins };
    writeDurable(this.#offsetFile, state);
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  /** The file that was shipped last, wherever a rotation has put it; else the one at the path, where there is one. */
  async #find(): Promise<FileHandle | undefined> {
    const file = await openIfThere(this.#path);
    if (this.#head === undefined || (file !== undefined && (await this.#isKnown(file, this.#head)))) return file;
    for (const path of await rotatedFiles(this.#path)) {
      const sibling = await open(path).catch(() => undefined);
      if (sibling !== undefined && (await this.#isKnown(sibling, this.#head))) {
        await file?.close();
        return sibling;
      }
      await sibling?.close();
    }
    if (file !== undefined) await this.#beginAnew(file, "is another file than the one that was shipped before");
    return file;
  }

  async #isKnown(file: FileHandle, head: FileHead): Promise<boolean> {
    const stats = await file.stat();
    return stats.isFile() && stats.size >= this.#place.offset && (await beginsWith(file, head));
  }

  async #noticeTruncation(file: FileHandle): Promise<void> {
    if (this.#head !== undefined && !(await this.#isKnown(file, this.#head))) {
      await this.#beginAnew(file, "was truncated");
    }
  }

  async #beginAnew(file: FileHandle, why: string): Promise<void> {
    this.#onReplaced(`${this.#path} ${why}; it is shipped from its first line on`);
    await this.#begin(file);
  }

  async #begin(file: FileHandle): Promise<void> {
    this.#file = file;
    this.#place = BEGINNING;
    this.#head = await headOf(file, 0);
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
