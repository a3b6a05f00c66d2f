/** Keeps the contents of files by their hashes, each once. */
import { mkdtemp, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { makeFolder } from "../prompts/put-file.ts";
import { fileBytes } from "./file-bytes.ts";
import { MeasuredContent, type StoredContent } from "./measured-content.ts";

/** Where the contents of checkpointed files are. */
export interface ContentStore {
  /** Whether the content of that SHA-256 is there. */
  has(sha256: string): Promise<boolean>;
  /** Takes a content bit by bit, and says what it was. Resolves when it is safe. */
  put(content: AsyncIterable<Uint8Array>): Promise<StoredContent>;
  /** The content, bit by bit. Fails where it is not there. */
  get(sha256: string): AsyncIterable<Uint8Array>;
}

/** A folder with a file for each content. Several processes can share one. */
export class FileContentStore implements ContentStore {
  /** Its full path. */
  readonly folder: string;

  /** The folder is made when there is something to keep. Throws a TypeError for a path that is none. */
  constructor(folder: string) {
    if (typeof folder !== "string" || folder === "") {
      throw new TypeError(`FileContentStore: ${JSON.stringify(folder)} is no path; give the path of a folder`);
    }
    this.folder = resolve(folder);
  }

  async has(sha256: string): Promise<boolean> {
    const stats = await stat(this.#pathOf(sha256)).catch(() => undefined);
    return stats?.isFile() === true;
  }

  async put(content: AsyncIterable<Uint8Array>): Promise<StoredContent> {
    await makeFolder(this.folder);
    const drafts = await mkdtemp(join(this.folder, ".new-"));
    try {
      const measured = new MeasuredContent(content);
      const draft = join(drafts, "draft");
      await writeFile(draft, measured, { mode: 0o600, flush: true });
      const stored = measured.result();
      const path = this.#pathOf(stored.sha256);
      await makeFolder(dirname(path));
      await rename(draft, path);
      return stored;
    } finally {
      await rm(drafts, { recursive: true, force: true });
    }
  }

  get(sha256: string): AsyncIterable<Uint8Array> {
    return fileBytes(this.#pathOf(sha256));
  }

  #pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256)) {
      throw new TypeError(`FileContentStore: ${JSON.stringify(sha256)} is no SHA-256; give 64 hex digits`);
    }
    return join(this.folder, sha256.slice(0, 2), sha256);
  }
}
