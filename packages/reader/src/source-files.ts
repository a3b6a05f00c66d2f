/** Finds the files that paths, folders and globs stand for. */
import { glob, readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { ProblemLine } from "./record-line.ts";
import { SourceError } from "./source-error.ts";

/** The path that stands for standard input. */
export const STANDARD_INPUT = "-";

/** Something that can be read. */
export interface SourceFile {
  /** As it was given or found; `-` is standard input. */
  readonly path: string;
  /** Absent for what has no size, such as a pipe. */
  readonly sizeBytes?: number;
}

/** `traces.jsonl`, what rotation makes of it (`traces.jsonl.1`), and the same compressed. */
const RECORDINGS = /\.(jsonl|ndjson)(\.|$)/;
/** Where `ship` of @heddle/otlp remembers how far it has come. */
const OFFSETS = /\.shipped(\.new)?$/;
const GLOB = /[*?[{]/;

/**
 * The files of `sources`, each once, in the order given; those of a folder or a glob by name.
 *
 * What is not there, a folder without recordings and a glob that matches nothing are told to `tell`, as long as there are
 * files among the others; rejects with a SourceError where there are none, or nobody to tell.
 */
export async function sourceFiles(
  sources: readonly string[],
  tell?: (problem: ProblemLine) => void,
): Promise<SourceFile[]> {
  if (sources.length === 0)
    throw new SourceError("there is nothing to read: give the path of a file, a folder or a glob");
  const found = new Map<string, SourceFile>();
  const missing: Missing[] = [];
  for (const source of sources) {
    const files = await filesOf(source);
    if (!Array.isArray(files)) {
      missing.push(files);
      continue;
    }
    for (const file of files) {
      const key = file.path === STANDARD_INPUT ? STANDARD_INPUT : resolve(file.path);
      if (!found.has(key)) found.set(key, file);
    }
  }
  const [first] = missing;
  if (first !== undefined && (found.size === 0 || tell === undefined)) {
    throw new SourceError(`${JSON.stringify(first.source)} ${first.why}`, { cause: first.cause });
  }
  for (const { source, why } of missing) tell?.({ file: source, line: 0, problem: why });
  return [...found.values()];
}

/** What stands for no file. */
interface Missing {
  readonly source: string;
  /** What follows its name in a sentence. */
  readonly why: string;
  readonly cause?: Error;
}

async function filesOf(source: string): Promise<SourceFile[] | Missing> {
  if (source === STANDARD_INPUT) return [{ path: source }];
  const there = await stat(source).catch((error: NodeJS.ErrnoException) => error);
  if (there instanceof Error) return GLOB.test(source) ? await matchesOf(source) : notThere(source, there);
  if (!there.isDirectory()) return [{ path: source, ...(there.isFile() && { sizeBytes: there.size }) }];
  return await recordingsIn(source).catch((error: Error) => unreadable(source, error));
}

async function recordingsIn(folder: string): Promise<SourceFile[] | Missing> {
  const names = await readdir(folder);
  const paths = names.filter((name) => RECORDINGS.test(name) && !OFFSETS.test(name)).map((name) => join(folder, name));
  const files = await regularFiles(paths);
  if (files.length > 0) return files;
  const pattern = JSON.stringify(join(folder, "**/*.jsonl"));
  return {
    source: folder,
    why: `is a folder without recordings; give one that holds .jsonl files, or a glob such as ${pattern}`,
  };
}

async function matchesOf(pattern: string): Promise<SourceFile[] | Missing> {
  const paths: string[] = [];
  for await (const path of glob(pattern)) paths.push(path);
  const files = await regularFiles(paths);
  if (files.length > 0) return files;
  const why = `matches no file; is the working folder ${JSON.stringify(process.cwd())} the right one?`;
  return { source: pattern, why };
}

/** Links that lead nowhere stay: that they cannot be read must be told. */
async function regularFiles(paths: readonly string[]): Promise<SourceFile[]> {
  const files: SourceFile[] = [];
  for (const path of paths.toSorted()) {
    const stats = await stat(path).catch(() => undefined);
    if (stats === undefined) files.push({ path });
    else if (stats.isFile()) files.push({ path, sizeBytes: stats.size });
  }
  return files;
}

function notThere(source: string, error: NodeJS.ErrnoException): Missing {
  if (error.code !== "ENOENT" && error.code !== "ENOTDIR") return unreadable(source, error);
  return { source, why: "is not there; give the path of a file, a folder or a glob" };
}

function unreadable(source: string, cause: Error): Missing {
  return { source, why: `cannot be read (${cause.message}); give one that can`, cause };
}
