/** What it takes to make files as a checkpoint says. */
import { realpath } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import type { Checkpoint } from "./checkpoint.ts";
import { type CheckpointFile, checkpointFile, isSameFile } from "./checkpoint-file.ts";
import type { ContentStore } from "./content-store.ts";
import { listFiles, pathInside } from "./file-scope.ts";

/** What is to be done to one file. */
export interface RestoreStep {
  readonly action: "create" | "change" | "delete";
  /** How it is to be. */
  readonly file: CheckpointFile;
  /** Only its permissions are others. */
  readonly isModeOnly?: true;
}

/** A file that cannot be restored, and why. */
export interface RestoreProblem {
  readonly path: string;
  readonly reason: string;
}

/** All of them. */
export interface RestorePlan {
  readonly steps: readonly RestoreStep[];
  readonly problems: readonly RestoreProblem[];
}

/**
 * Compares what is in `dir` with what the checkpoint says. Files in its scope that it does not name were not there, if this is its own
 * folder. Those that it could not read are left alone. Throws a RangeError for a path that leaves `dir`.
 */
export async function restorePlan(
  made: Checkpoint,
  dir: string,
  store: ContentStore | undefined,
): Promise<RestorePlan> {
  const { files, exclude } = made.scope;
  const scope = { files: files.map((file) => pathInside("restore", dir, file)), exclude };
  const named = new Map(made.files.map((file) => [pathInside("restore", dir, file.path), file]));
  const there = dir === made.dir ? await listFiles(dir, scope) : [];
  const wanted = new Map([...there.map(absent), ...named]);
  const unread = [...named].filter(([, { state }]) => state === "unreadable").map(([path]) => path);
  const steps: RestoreStep[] = [];
  const problems: RestoreProblem[] = [];
  for (const [path, file] of [...wanted].sort(([one], [other]) => (one < other ? -1 : 1))) {
    // What is below a folder that could not be read may have been there.
    if (unread.some((folder) => folder === path || folder === "" || path.startsWith(`${folder}/`))) continue;
    const now = await checkpointFile(dir, path);
    if (isSameFile(file, now)) continue;
    const isModeOnly = file.state === "file" && now.state === "file" && file.sha256 === now.sha256;
    const reason = (await whyOutside(dir, path)) ?? (isModeOnly ? undefined : await whyUnknown(file, store));
    const action = file.state === "missing" ? "delete" : now.state === "missing" ? "create" : "change";
    if (reason !== undefined) problems.push({ path, reason });
    else steps.push({ action, file: { ...file, path }, ...(isModeOnly && { isModeOnly }) });
  }
  return { steps, problems };
}

/** Why a file is not to be touched: links on its way may lead anywhere. */
export async function whyOutside(dir: string, path: string): Promise<string | undefined> {
  const [root, folder] = [await realFolder(dir), await realFolder(dirname(join(dir, path)))];
  const inside = relative(root, folder).split(sep)[0];
  return inside === ".." ? "a link on its way leads out of the folder" : undefined;
}

/** The nearest folder around that is there. */
async function realFolder(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    return await realFolder(dirname(path));
  }
}

async function whyUnknown(file: CheckpointFile, store: ContentStore | undefined): Promise<string | undefined> {
  if (file.state !== "file" || (await store?.has(file.sha256))) return undefined;
  return "its content was not kept";
}

function absent(path: string): [string, CheckpointFile] {
  return [path, { path, state: "missing" }];
}
