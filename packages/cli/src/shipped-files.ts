/** Finds the files that are to be shipped. */
import { basename } from "node:path";
import { type ProblemLine, SourceError, sourceFiles } from "@heddle/reader";
import { UsageError } from "./usage-error.ts";

/** How they are shipped. */
export interface ShippedFilesOptions {
  /** A file need not be there yet. */
  readonly follow: boolean;
  readonly offsetFile?: string | undefined;
}

const PACKED = /\.(gz|zst)$/;
/** What rotation makes of a recording: `traces.jsonl.1`. */
const ROTATED = /\.(jsonl|ndjson)\../;

/**
 * The paths of what `sources` stand for, each once. What cannot be shipped is told to `tell`.
 *
 * Rejects with a UsageError for what has no place to remember how far it has come, and with a SourceError for what is not there.
 */
export async function shippedFiles(
  sources: readonly string[],
  { follow, offsetFile }: ShippedFilesOptions,
  tell: (problem: ProblemLine) => void,
): Promise<string[]> {
  if (sources.includes("-")) {
    throw new UsageError('"-" is standard input, where nothing can be remembered; give the path of a file');
  }
  const found = new Set<string>();
  for (const source of sources) {
    for (const path of await pathsOf(source, follow)) {
      if (PACKED.test(path)) tell({ file: path, line: 0, problem: "it is packed; unpack it, and ship that" });
      // It is found through the file that it was once, and would be shipped twice.
      else if (path === source || !ROTATED.test(basename(path))) found.add(path);
    }
  }
  if (offsetFile !== undefined && found.size > 1) {
    throw new UsageError(`--offset-file ${JSON.stringify(offsetFile)} is for one file; these are ${found.size}`);
  }
  return [...found];
}

async function pathsOf(source: string, follow: boolean): Promise<string[]> {
  try {
    return (await sourceFiles([source])).map(({ path }) => path);
  } catch (error) {
    const isToCome = follow && error instanceof SourceError && /is not there/.test(error.message);
    if (!isToCome) throw error;
    return [source];
  }
}
