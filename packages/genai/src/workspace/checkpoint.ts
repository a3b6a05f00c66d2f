/** Remembers how files are at one moment. */
import { createHash } from "node:crypto";
import { join, relative, resolve, sep } from "node:path";
import type { Attributes, Clock, Telemetry } from "@heddle/core";
import { clockOf } from "../settings.ts";
import { task } from "../spans/steps.ts";
import { type CheckpointFile, checkpointFile } from "./checkpoint-file.ts";
import { type ContentStore, FileContentStore } from "./content-store.ts";
import { type FileScope, listFiles, pathInside } from "./file-scope.ts";

/** Which files, and what is kept of them. */
export interface CheckpointOptions {
  /** Paths of files, of folders (all that is below) and globs, in `dir`. */
  readonly files: readonly string[];
  /** The folder; that of this process unless given. Nothing outside of it is looked at. */
  readonly dir?: string;
  /** Names and paths that are left out of folders and globs: `.git`, `.heddle` and `node_modules` unless given. */
  readonly exclude?: readonly string[];
  /** Also keeps the contents, to compare and to restore: in a store, or (`true`) in the folder `.heddle/contents` of `dir`. */
  readonly contents?: boolean | ContentStore;
  readonly description?: string;
  /** `manual` unless given: `auto`, `tool_call`, `error`, `milestone`, or a word of one's own. */
  readonly type?: string;
  readonly telemetry?: Telemetry;
}

/** How files were. Plain JSON, to be kept anywhere. */
export interface Checkpoint {
  /** The SHA-256 of all the rest. */
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly description?: string;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly dir: string;
  readonly scope: FileScope;
  /** By path. */
  readonly files: readonly CheckpointFile[];
  /** The folder of the contents, where they are kept in one. */
  readonly contents?: string;
}

/** Files that are named on the span. */
const MAX_NAMED = 1000;

/**
 * Looks at the files, in a span that says of each its size, hash and permissions. What is missing or cannot be read is recorded as such.
 *
 * Throws a TypeError without a name or files, and a RangeError for a path outside of `dir`. Rejects where contents cannot be stored.
 */
export function checkpoint(name: string, options: CheckpointOptions): Promise<Checkpoint> {
  const { telemetry, exclude = [".git", ".heddle", "node_modules"] } = options;
  if (typeof name !== "string" || name === "") {
    throw new TypeError(`checkpoint: name ${JSON.stringify(name)} is none; give a text`);
  }
  if (!Array.isArray(options.files) || options.files.some((file) => typeof file !== "string")) {
    throw new TypeError(`checkpoint: files ${JSON.stringify(options.files)} are none; give a list of paths and globs`);
  }
  const dir = resolve(options.dir ?? "");
  const files = options.files.map((file) => pathInside("checkpoint", dir, file));
  const store = storeOf(options.contents, dir);
  const folder = store instanceof FileContentStore ? store.folder : undefined;
  const own = folder === undefined ? [] : [relative(dir, folder).split(sep).join("/")];
  const scope = { files, exclude: [...exclude, ...own.filter((path) => !path.startsWith("../"))] };
  return task(`checkpoint ${name}`, { ...(telemetry && { telemetry }) }, async (span) => {
    // The attributes say it all.
    span.output(undefined);
    const states: CheckpointFile[] = [];
    for (const path of await listFiles(dir, scope)) states.push(await checkpointFile(dir, path, store));
    const kept = folder === undefined ? {} : { contents: folder };
    const made = identified({
      ...described(name, options, clockOf(span.telemetry)),
      dir,
      scope,
      files: states,
      ...kept,
    });
    span.set(attributesOf(made));
    return made;
  });
}

function described(name: string, { description, type = "manual" }: CheckpointOptions, clock: Clock) {
  const createdAt = clock.wallMs(clock.monotonicMs());
  return { name, type, ...(description !== undefined && { description }), createdAt };
}

function identified(made: Omit<Checkpoint, "id">): Checkpoint {
  return { id: createHash("sha256").update(JSON.stringify(made)).digest("hex"), ...made };
}

function storeOf(contents: boolean | ContentStore = false, dir: string): ContentStore | undefined {
  if (contents === true) return new FileContentStore(join(dir, ".heddle", "contents"));
  return contents === false ? undefined : contents;
}

function attributesOf({ id, name, type, description, dir, files }: Checkpoint): Attributes {
  const sizes = files.map((file) => (file.state === "file" ? file.sizeBytes : 0));
  return {
    "heddle.checkpoint.id": id,
    "heddle.checkpoint.name": name,
    "heddle.checkpoint.type": type,
    "heddle.checkpoint.description": description,
    "heddle.checkpoint.directory": dir,
    "heddle.checkpoint.file_count": files.filter(({ state }) => state === "file").length,
    "heddle.checkpoint.total_bytes": sizes.reduce((sum, size) => sum + size, 0),
    "heddle.checkpoint.files": files.slice(0, MAX_NAMED),
    "heddle.checkpoint.files_omitted": files.length > MAX_NAMED ? files.length - MAX_NAMED : undefined,
  };
}
