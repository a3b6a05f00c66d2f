/** What has changed between two checkpoints. */
import { buffer } from "node:stream/consumers";
import type { Checkpoint } from "./checkpoint.ts";
import { type CheckpointFile, isSameFile } from "./checkpoint-file.ts";
import type { ContentStore } from "./content-store.ts";
import { keptContents } from "./kept-contents.ts";
import { diffTexts } from "./text-diff.ts";

/** A file that was there before and after, and is another. */
export interface ChangedFile {
  readonly path: string;
  readonly before: CheckpointFile;
  readonly after: CheckpointFile;
  /** What differs, where both texts were kept: counts, and the unified diff. */
  readonly linesAdded?: number;
  readonly linesRemoved?: number;
  readonly diff?: string;
}

/** What has changed, by path. */
export interface CheckpointDiff {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly ChangedFile[];
  /** Nobody knows of these: they could not be read before, or after. */
  readonly unreadable: readonly string[];
}

/** Of larger files, the texts are not compared. */
const MAX_COMPARED_BYTES = 2 ** 20;
const MAX_DIFF_LENGTH = 100_000;

/** Compares two checkpoints of the same files. Rejects where a content that was kept is not there any more. */
export async function diffCheckpoints(
  before: Checkpoint,
  after: Checkpoint,
  options: { readonly contents?: ContentStore } = {},
): Promise<CheckpointDiff> {
  const [old, fresh] = [byPath(before), byPath(after)];
  const diff = {
    added: [] as string[],
    removed: [] as string[],
    changed: [] as ChangedFile[],
    unreadable: [] as string[],
  };
  for (const path of [...new Set([...old.keys(), ...fresh.keys()])].sort()) {
    const [was, is] = [old.get(path) ?? missing(path), fresh.get(path) ?? missing(path)];
    if (was.state === "unreadable" || is.state === "unreadable") diff.unreadable.push(path);
    else if (isSameFile(was, is)) continue;
    else if (was.state === "missing") diff.added.push(path);
    else if (is.state === "missing") diff.removed.push(path);
    else {
      const texts = [
        await textOf(was, keptContents(before, options.contents)),
        await textOf(is, keptContents(after, options.contents)),
      ] as const;
      diff.changed.push({ path, before: was, after: is, ...lineChanges(path, ...texts) });
    }
  }
  return diff;
}

function byPath({ files }: Checkpoint): Map<string, CheckpointFile> {
  return new Map(files.map((file) => [file.path, file]));
}

function missing(path: string): CheckpointFile {
  return { path, state: "missing" };
}

function lineChanges(path: string, old: string | undefined, fresh: string | undefined): Partial<ChangedFile> {
  if (old === undefined || fresh === undefined || old === fresh) return {};
  const { linesAdded, linesRemoved, unified } = diffTexts(
    { name: path, text: old },
    { name: path, text: fresh },
    MAX_DIFF_LENGTH,
  );
  return { linesAdded, linesRemoved, diff: unified };
}

/** `undefined` where there is no text. */
async function textOf(file: CheckpointFile, store: ContentStore | undefined): Promise<string | undefined> {
  if (file.state !== "file" || file.sizeBytes > MAX_COMPARED_BYTES || store === undefined) return undefined;
  const bytes = await buffer(store.get(file.sha256));
  return bytes.includes(0) ? undefined : bytes.toString();
}
