/** Reads a file while it is written, as `tail -F` does. */
import { setTimeout } from "node:timers/promises";
import { FollowedFile } from "./followed-file.ts";
import { isRepeat, type ProblemLine, type RecordLine, readLine } from "./record-line.ts";
import { Repeats } from "./repeats.ts";

/** How `followFile` reads. */
export interface FollowOptions {
  /** Ends it. */
  readonly signal?: AbortSignal;
  /** How long it waits before it looks again, in milliseconds, when nothing has come; 100 unless given. */
  readonly pollMs?: number;
}

/**
 * The records of the file at `path`, from its first line on, as they are written; it waits for a file that is not there yet.
 * A file that is truncated or replaced, by a rotation or after it was deleted, is read from its first line on, and the lines
 * of the one before are read to their end; of files that are replaced twice between two looks, the first is missed. A line
 * counts when it is whole.
 *
 * Ends when `signal` aborts. Rejects with a SourceError for what cannot be read, such as a folder.
 */
export async function* followFile(
  path: string,
  { signal, pollMs = 100 }: FollowOptions = {},
): AsyncGenerator<RecordLine | ProblemLine, void, undefined> {
  const repeats = new Repeats();
  const file = new FollowedFile(path);
  try {
    while (!signal?.aborted) {
      const found = await file.read();
      for (const { text, line, isTorn } of found.lines) {
        const entries: (RecordLine | ProblemLine)[] = [];
        readLine(text, path, line, isTorn, entries);
        for (const entry of entries) if (!isRepeat(entry, repeats)) yield entry;
        if (signal?.aborted) return;
      }
      if (!found.hasMore) await setTimeout(pollMs, undefined, { ...(signal && { signal }) }).catch(() => undefined);
    }
  } finally {
    await file.close();
  }
}
