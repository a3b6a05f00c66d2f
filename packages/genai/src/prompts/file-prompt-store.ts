/** Keeps prompts in a folder of files, for people to read, review and commit. */
import { type Dirent, statSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { isDeepStrictEqual } from "node:util";
import { checkLabel, labelsOn, latestVersion, type PromptHistory, pickVersion } from "./pick-version.ts";
import { Prompt } from "./prompt.ts";
import { decodePromptFile, encodePromptFile } from "./prompt-file.ts";
import { fromFileName, promptFolder, promptName, toFileName } from "./prompt-path.ts";
import type { PromptQuery, PromptStore } from "./prompt-store.ts";
import { checkPromptName, checkTemplate, type PromptTemplate } from "./prompt-template.ts";
import { putFile, putNewFile } from "./put-file.ts";

const versionFile = /^([1-9]\d{0,14})\.json$/;
const labelFile = /^(.+)\.label$/;

/**
 * A `PromptStore` in a folder. The prompt `team/code-review` is the folder `team/code-review` in it, with a file for each
 * version, `1.json`, and one for each label, `production.label`, that holds the number of a version. Other files are left
 * alone. Several processes may use one folder.
 */
export class FilePromptStore implements PromptStore {
  readonly #folder: string;
  /** One after the other: those of one program never compete for a number. */
  #registered: Promise<unknown> = Promise.resolve();

  /** The path of a folder, or its URL; it is made with the first prompt. Throws for a path that is a file's. */
  constructor(folder: string | URL) {
    if (folder === "") throw new TypeError('FilePromptStore: "" is no path; give the path of a folder');
    this.#folder = resolve(folder instanceof URL ? fileURLToPath(folder) : folder);
    if (statSync(this.#folder, { throwIfNoEntry: false })?.isDirectory() === false) {
      throw new Error(`FilePromptStore: ${JSON.stringify(String(folder))} is a file; give the path of a folder`);
    }
  }

  async get(name: string, query: PromptQuery = {}): Promise<Prompt> {
    const history = await this.#history(name);
    return await this.#read(name, pickVersion(name, query, history), history);
  }

  async set(template: PromptTemplate): Promise<Prompt> {
    const checked = checkTemplate(template);
    const registered = this.#registered.then(() => this.#register(checked));
    this.#registered = Promise.allSettled([registered]);
    return await registered;
  }

  async label(name: string, version: number, label: string): Promise<void> {
    const picked = pickVersion(name, { version }, await this.#history(name));
    await putFile(this.#file(name, `${toFileName(checkLabel(name, label))}.label`), `${picked}\n`);
  }

  async list(): Promise<readonly string[]> {
    const entries = await entriesOf(this.#folder, { recursive: true });
    const folders = new Set(entries.filter(({ name }) => versionFile.test(name)).map(({ parentPath }) => parentPath));
    return [...folders].flatMap((path) => promptName(this.#folder, path) ?? []).sort();
  }

  async versions(name: string): Promise<readonly Prompt[]> {
    const history = await this.#history(name);
    latestVersion(name, history);
    return await this.#readAll(name, history);
  }

  async #register(checked: PromptTemplate): Promise<Prompt> {
    for (;;) {
      const history = await this.#history(checked.name);
      const same = (await this.#readAll(checked.name, history)).find((earlier) =>
        isDeepStrictEqual(checkTemplate(earlier), checked),
      );
      if (same) return same;
      const version = (history.versions.at(-1) ?? 0) + 1;
      // Another process may have been faster: then its version may even be the same.
      if (await putNewFile(this.#file(checked.name, `${version}.json`), encodePromptFile(checked))) {
        return new Prompt({ ...checked, version, labels: labelsOn(version, history) });
      }
    }
  }

  #file(name: string, file: string): string {
    return join(promptFolder(this.#folder, name), file);
  }

  async #history(name: string): Promise<PromptHistory> {
    const entries = await entriesOf(promptFolder(this.#folder, checkPromptName(name)));
    const versions = entries.flatMap(({ name: file }) => versionFile.exec(file)?.[1] ?? []).map(Number);
    const labels = new Map<string, number>();
    for (const entry of entries) {
      const label = fromFileName(labelFile.exec(entry.name)?.[1] ?? "");
      if (label !== undefined) labels.set(label, await readLabel(this.#file(name, entry.name)));
    }
    return { versions: versions.sort((a, b) => a - b), labels };
  }

  async #read(name: string, version: number, history: PromptHistory): Promise<Prompt> {
    const path = this.#file(name, `${version}.json`);
    const text = await readFile(path, "utf8");
    try {
      return new Prompt({ ...decodePromptFile(name, text), version, labels: labelsOn(version, history) });
    } catch (cause) {
      throw new Error(`FilePromptStore: ${JSON.stringify(path)} is no prompt: ${(cause as Error).message}`, { cause });
    }
  }

  async #readAll(name: string, history: PromptHistory): Promise<readonly Prompt[]> {
    return await Promise.all(history.versions.map((version) => this.#read(name, version, history)));
  }
}

async function readLabel(path: string): Promise<number> {
  const text = await readFile(path, "utf8");
  if (/^[1-9]\d*\s*$/.test(text)) return Number(text);
  throw new Error(
    `FilePromptStore: ${JSON.stringify(path)} holds ${JSON.stringify(text)}; write the number of a version`,
  );
}

/** None where there is no folder yet. */
async function entriesOf(folder: string, { recursive = false }: { recursive?: boolean } = {}): Promise<Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true, recursive });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return [];
  }
}
