/** Writes a command's output to a file, which is there when it is whole. */
import { type FileHandle, open, realpath, rename, rm, stat } from "node:fs/promises";
import { getSystemErrorMessage } from "node:util";
import type { Output } from "./io.ts";
import { UnwritableError } from "./unwritable-error.ts";
import { UsageError } from "./usage-error.ts";

/** What is written to it stands in a file beside, which takes the place of the one that was named at `close`. */
export class OutputFile implements Output {
  readonly isTTY = false;
  readonly color = false;
  readonly #path: string;
  readonly #beside: string | undefined;
  readonly #handle: FileHandle;

  private constructor(path: string, beside: string | undefined, handle: FileHandle) {
    this.#path = path;
    this.#beside = beside;
    this.#handle = handle;
  }

  /** A pipe or a terminal is written to as it is. Throws an UnwritableError where it cannot be. */
  static async open(path: string): Promise<OutputFile> {
    const there = await stat(path).catch(() => undefined);
    const isPlain = there === undefined || there.isFile();
    const target = there === undefined ? path : await realpath(path);
    const beside = isPlain ? `${target}.${process.pid}.tmp` : undefined;
    const handle = await open(beside ?? target, beside === undefined ? "w" : "wx").catch((error) =>
      refuse(path, error),
    );
    return new OutputFile(target, beside, handle);
  }

  async write(text: string | Uint8Array): Promise<void> {
    await this.#handle.appendFile(text);
  }

  /** `read`: the files that were read. Throws a UsageError, and changes nothing, if it would replace one of them. */
  async close(read: Iterable<string>): Promise<void> {
    await this.#handle.close();
    if (this.#beside === undefined) return;
    for (const path of read) {
      if ((await realpath(path).catch(() => undefined)) !== this.#path) continue;
      throw new UsageError(`--output ${JSON.stringify(this.#path)} is a recording that is read; give another file`);
    }
    await rename(this.#beside, this.#path);
  }

  /** Leaves nothing behind. After `close`, it does nothing. */
  async discard(): Promise<void> {
    await this.#handle.close();
    if (this.#beside !== undefined) await rm(this.#beside, { force: true });
  }
}

function refuse(path: string, cause: NodeJS.ErrnoException): never {
  const why = getSystemErrorMessage(cause.errno as number);
  throw new UnwritableError(`${JSON.stringify(path)} cannot be written: ${why}`, { cause });
}
