/** What a checkpoint knows of one file. */
import type { Stats } from "node:fs";
import { lstat, readlink } from "node:fs/promises";
import { join } from "node:path";
import type { ContentStore } from "./content-store.ts";
import { fileBytes } from "./file-bytes.ts";
import { readFileState } from "./read-file-state.ts";

/** A file, a link, or why there is none. `path` is as seen from the checkpoint's folder, with slashes. */
export type CheckpointFile =
  | {
      readonly path: string;
      readonly state: "file";
      readonly sizeBytes: number;
      /** 64 hex digits. */
      readonly sha256: string;
      /** Permissions, such as 0o644. */
      readonly mode: number;
    }
  | { readonly path: string; readonly state: "link"; readonly target: string }
  | { readonly path: string; readonly state: "missing" }
  | { readonly path: string; readonly state: "unreadable"; readonly reason: string };

/** Looks at one, and puts its content into `store`, if that is given and has not got it. Rejects where the store fails. */
export async function checkpointFile(dir: string, path: string, store?: ContentStore): Promise<CheckpointFile> {
  const found = await lookAt(dir, path);
  if (found.state !== "file" || store === undefined || (await store.has(found.sha256))) return found;
  try {
    // It may have changed since it was looked at: what is stored counts.
    return { ...found, ...(await store.put(fileBytes(join(dir, path)))) };
  } catch (error) {
    const now = await lookAt(dir, path);
    if (now.state === "file") throw error;
    return now;
  }
}

/** Whether the two are the same, wherever they are. */
export function isSameFile(one: CheckpointFile, other: CheckpointFile): boolean {
  if (one.state === "file" && other.state === "file") return one.sha256 === other.sha256 && one.mode === other.mode;
  if (one.state === "link" && other.state === "link") return one.target === other.target;
  return one.state === other.state;
}

async function lookAt(dir: string, path: string): Promise<CheckpointFile> {
  const full = join(dir, path);
  try {
    const stats: Stats = await lstat(full);
    if (stats.isSymbolicLink()) return { path, state: "link", target: await readlink(full) };
    if (!stats.isFile()) return { path, state: "unreadable", reason: "no file" };
    const { sizeBytes = 0, sha256 = "", mode = 0 } = await readFileState(full, 0);
    return { path, state: "file", sizeBytes, sha256, mode };
  } catch (error) {
    const { code = "unknown" } = error as NodeJS.ErrnoException;
    return code === "ENOENT" || code === "ENOTDIR"
      ? { path, state: "missing" }
      : { path, state: "unreadable", reason: code };
  }
}
