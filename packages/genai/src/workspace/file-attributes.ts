/** What is recorded of something that was done to a file. */
import { createHash } from "node:crypto";
import { basename, extname } from "node:path";
import type { Attributes } from "@heddle/core";
import { names } from "../names.ts";
import type { CurrentSettings } from "../settings.ts";
import { type DiffSide, diffTexts } from "./text-diff.ts";

/** What can be done to a file. */
export type FileOperation = "create" | "read" | "update" | "edit" | "delete" | "rename" | "copy" | "move" | "chmod";

/** What is known of it, whenever it is recorded. */
export interface FileFacts {
  readonly operation: FileOperation;
  readonly path: string;
  /** Where it was renamed, moved or copied to. */
  readonly newPath?: string;
  /** Why it was done. */
  readonly reason?: string;
  /** The tool that did it. */
  readonly toolName?: string;
  /** Characters of the diff; 10,000 unless given. */
  readonly maxDiffLength?: number;
}

/** What a file is at one moment. */
export interface FileState {
  /** All of it, unless it is too much to hold. */
  readonly content?: string | Uint8Array | undefined;
  readonly sizeBytes?: number | undefined;
  readonly sha256?: string | undefined;
  /** Permissions, such as 0o644. */
  readonly mode?: number | undefined;
}

/** One moment before it, and one after. `undefined`: there is no file. */
export interface FileStates {
  readonly before: FileState | undefined;
  readonly after: FileState | undefined;
}

const operations: readonly unknown[] = [
  "create",
  "read",
  "update",
  "edit",
  "delete",
  "rename",
  "copy",
  "move",
  "chmod",
] satisfies FileOperation[];

/** Characters of both texts together; to compare longer ones takes too long. */
const MAX_COMPARED = 4_000_000;

/** Throws a TypeError for an operation or a path that is none; `caller` is who was given it. */
export function checkFileFacts(caller: string, { operation, path }: FileFacts): void {
  if (!operations.includes(operation)) {
    throw new TypeError(`${caller}: operation ${JSON.stringify(operation)} is not one; give ${operations.join(", ")}`);
  }
  if (typeof path !== "string" || path === "") {
    throw new TypeError(`${caller}: path ${JSON.stringify(path)} is none; give the path of the file`);
  }
}

/** What was asked for. */
export function fileFactAttributes({ operation, path, newPath, reason, toolName }: FileFacts): Attributes {
  return {
    "heddle.file.operation": operation,
    "file.path": path,
    "file.name": basename(path),
    "file.extension": extname(path).slice(1) || undefined,
    "heddle.file.new_path": newPath,
    "heddle.reason": reason,
    [names.toolName]: toolName,
  };
}

/** What came of it: sizes, hashes, permissions, line counts and the diff. */
export function fileStateAttributes(facts: FileFacts, states: FileStates, settings: CurrentSettings): Attributes {
  const [before, after] = [measured(states.before), measured(states.after)];
  const mode = states.after?.mode ?? states.before?.mode;
  return {
    "file.size": after?.sizeBytes ?? before?.sizeBytes,
    "file.mode": mode?.toString(8).padStart(4, "0"),
    "heddle.file.sha256_before": before?.sha256,
    "heddle.file.sha256": after?.sha256,
    ...(canDiffer(facts.operation, states) &&
      before?.sha256 !== after?.sha256 &&
      diffAttributes(facts, states, settings)),
  };
}

function measured(state: FileState | undefined): FileState | undefined {
  if (state?.content === undefined) return state;
  const bytes = Buffer.from(state.content as string);
  return { ...state, sizeBytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

/** What was not told is not known: an edit whose old text was not given has not made the file. */
function canDiffer(operation: FileOperation, { before, after }: FileStates): boolean {
  if (operation === "read" || operation === "chmod") return false;
  return (before !== undefined || operation === "create") && (after !== undefined || operation === "delete");
}

function diffAttributes(facts: FileFacts, { before, after }: FileStates, { capture }: CurrentSettings): Attributes {
  const { path, newPath = path, maxDiffLength = 10_000 } = facts;
  const sides = [sideOf(path, before), sideOf(newPath, after)] as const;
  const omitted = sides.find((side) => typeof side === "string");
  if (omitted !== undefined) return { "heddle.file.diff_omitted": omitted };
  const [old, fresh] = sides as readonly [DiffSide, DiffSide];
  if ((old.text?.length ?? 0) + (fresh.text?.length ?? 0) > MAX_COMPARED) return { "heddle.file.diff_omitted": "size" };
  const diff = diffTexts(old, fresh, maxDiffLength);
  return {
    "heddle.file.lines_added": diff.linesAdded,
    "heddle.file.lines_removed": diff.linesRemoved,
    "heddle.file.lines_rough": diff.isRough,
    ...(capture.input &&
      capture.output && { "heddle.file.diff": diff.unified || undefined, "heddle.file.diff_cut": diff.isCut }),
  };
}

/** The text of a file, or why there is none. */
function sideOf(name: string, state: FileState | undefined): DiffSide | "unread" | "binary" {
  if (state === undefined) return { name, text: undefined };
  const { content } = state;
  if (content === undefined) return "unread";
  if (content.includes(0 as never)) return "binary";
  return { name, text: typeof content === "string" ? content : new TextDecoder().decode(content) };
}
