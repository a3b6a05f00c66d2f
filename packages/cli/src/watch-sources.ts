/** Reads what is watched: files as they are written, folders as files come into them, standard input to its end. */
import { stat } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { followFile, type ProblemLine, type RecordLine, readRecords, sourceFiles } from "@heddle/reader";
import type { Io } from "./io.ts";

/** Who is told of what comes. */
export interface Watcher {
  readonly record: (line: RecordLine) => void;
  readonly problem: (line: ProblemLine) => void;
  /** A file that is waited for. */
  readonly missing: (path: string) => void;
}

/** How often a folder or a glob is looked at for new files, and how often whether what is waited for has come. */
const LOOK_MS = 1000;
const WAIT_MS = 100;
const PACKED = /\.(gz|zst)$/;
const GLOB = /[*?[{]/;

/**
 * Resolves when nothing more can come, at the end of standard input and of packed files, or when `signal` aborts. What is not
 * there yet is waited for, a file or a folder. Rejects with a SourceError for what cannot be read.
 */
export async function watchSources(
  sources: readonly string[],
  watcher: Watcher,
  { io, signal }: { readonly io: Io; readonly signal: AbortSignal },
): Promise<void> {
  const stop = new AbortController();
  const until = AbortSignal.any([signal, stop.signal]);
  const failures: unknown[] = [];
  const watched = new Map<string, Promise<void>>();
  const watch = (path: string) => {
    if (watched.has(path)) return;
    const lines = PACKED.test(path) || path === "-" ? toItsEnd(path, io, until) : followFile(path, { signal: until });
    const failed = (error: unknown) => {
      failures.push(error);
      stop.abort();
    };
    watched.set(path, tell(lines, watcher, until).catch(failed));
  };
  await findFiles(sources, { watch, watcher, until });
  await Promise.all(watched.values());
  if (failures.length > 0) throw failures[0];
}

interface Finding {
  /** Is given each file, once or more often. */
  readonly watch: (path: string) => void;
  readonly watcher: Watcher;
  readonly until: AbortSignal;
}

/** Resolves when no more files can come. */
async function findFiles(sources: readonly string[], { watch, watcher, until }: Finding): Promise<void> {
  /** Folders and globs: files can come into them. */
  const changing: string[] = [];
  const waitedFor = new Set<string>();
  const told = new Set<string>();
  const kinds = { file: watch, changing: (path: string) => changing.push(path), missing: watcher.missing };
  for (const source of sources) {
    const kind = await kindOf(source);
    kinds[kind](source);
    if (kind === "missing") waitedFor.add(source);
  }
  while (changing.length + waitedFor.size > 0 && !until.aborted) {
    for (const source of changing) {
      const tell = (problem: string) => {
        if (told.has(problem)) return;
        told.add(problem);
        watcher.problem({ file: source, line: 0, problem });
      };
      for (const path of await filesIn(source, tell)) watch(path);
    }
    await setTimeout(waitedFor.size > 0 ? WAIT_MS : LOOK_MS, undefined, { signal: until }).catch(() => undefined);
    for (const source of waitedFor) {
      const kind = await kindOf(source);
      if (kind === "missing") continue;
      waitedFor.delete(source);
      kinds[kind](source);
    }
  }
}

/** What is neither there nor missing is left to who reads it, and says why it cannot. */
async function kindOf(source: string): Promise<"file" | "changing" | "missing"> {
  if (source === "-") return "file";
  const there = await stat(source).catch((error: NodeJS.ErrnoException) => error);
  if (!(there instanceof Error)) return there.isDirectory() ? "changing" : "file";
  if (GLOB.test(source)) return "changing";
  return there.code === "ENOENT" && !PACKED.test(source) ? "missing" : "file";
}

type Lines = AsyncIterable<RecordLine | ProblemLine>;

async function tell(lines: Lines, { record, problem }: Watcher, until: AbortSignal): Promise<void> {
  for await (const line of lines) {
    // That it breaks off then is no problem of the source.
    if (until.aborted) return;
    if (line.record === undefined) problem(line);
    else record(line);
  }
}

function toItsEnd(path: string, io: Io, until: AbortSignal): Lines {
  if (path !== "-") return readRecords(path);
  const standardInput = io.openStdin();
  until.addEventListener("abort", () => standardInput.destroy(), { once: true });
  return readRecords(path, { standardInput });
}

/** The files that are there now. Why there are none is told to `tell`, unless some may still come. */
async function filesIn(source: string, tell: (problem: string) => void): Promise<string[]> {
  try {
    return (await sourceFiles([source])).map(({ path }) => path);
  } catch (error) {
    const { message } = error as Error;
    if (!/without recordings|matches no file/.test(message)) tell(message);
    return [];
  }
}
