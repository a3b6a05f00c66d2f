/** The files that are open for appending: the ones used last, for a process may open only so many. */
import { AppendFile } from "./append-file.ts";

const MAX_OPEN = 128;

export class OpenFiles {
  readonly #header: () => string;
  readonly #report: (error: unknown) => void;
  /** By path, the one used last at the end. */
  readonly #files = new Map<string, AppendFile>();
  #lastPath = "";
  #lastFile: AppendFile | undefined;

  /** What `header` gives is written first into each file that is opened; `report` is told of files that were deleted. */
  constructor(header: () => string, report: (error: unknown) => void) {
    this.#header = header;
    this.#report = report;
  }

  at(path: string): AppendFile {
    if (this.#lastFile !== undefined && path === this.#lastPath) return this.#lastFile;
    const file = this.#files.get(path) ?? new AppendFile(path, this.#header, this.#report);
    this.#files.delete(path);
    this.#files.set(path, file);
    if (this.#files.size > MAX_OPEN) this.#closeOldest();
    this.#lastPath = path;
    this.#lastFile = file;
    return file;
  }

  /** Finds out which files were deleted. */
  check(): void {
    for (const file of this.#files.values()) file.check();
  }

  /** Whoever is asked for next is opened anew. */
  close(): void {
    for (const file of this.#files.values()) file.close();
  }

  #closeOldest(): void {
    for (const [path, file] of this.#files) {
      file.close();
      this.#files.delete(path);
      return;
    }
  }
}
