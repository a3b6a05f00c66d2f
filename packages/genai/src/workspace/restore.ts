/** Makes files as they were at a checkpoint. */
import { chmod, mkdtemp, rename, rm, rmdir, symlink, unlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { Telemetry } from "@heddle/core";
import { describeFailure } from "@heddle/core/bridge";
import { makeFolder } from "../prompts/put-file.ts";
import { task } from "../spans/steps.ts";
import type { Checkpoint } from "./checkpoint.ts";
import type { CheckpointFile } from "./checkpoint-file.ts";
import type { ContentStore } from "./content-store.ts";
import { keptContents } from "./kept-contents.ts";
import { MeasuredContent } from "./measured-content.ts";
import { type RestoreProblem, type RestoreStep, restorePlan, whyOutside } from "./restore-plan.ts";

/** How to restore. */
export interface RestoreOptions {
  /** Another folder than the checkpoint's: nothing that the checkpoint does not name is deleted there. */
  readonly dir?: string;
  /** Changes nothing, and says what would be done. */
  readonly dryRun?: boolean;
  /** Where the contents are, if not where the checkpoint says. */
  readonly contents?: ContentStore;
  readonly telemetry?: Telemetry;
}

/** What was done, or would be, by path. */
export interface RestoreReport {
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly deleted: readonly string[];
  /** What could not be restored. */
  readonly failed: readonly RestoreProblem[];
}

/** Not everything could be restored. */
export class RestoreError extends Error {
  override readonly name = "RestoreError";
  /** What was done nevertheless. */
  readonly report: RestoreReport;

  constructor(report: RestoreReport) {
    const [first] = report.failed;
    super(`${report.failed.length} of the files cannot be restored: ${JSON.stringify(first?.path)} (${first?.reason})`);
    this.report = report;
  }
}

/**
 * Writes what has changed, creates what is missing, and deletes what was not there, in a span that says so. Each file is put in place whole,
 * and nothing outside of the folder is touched, whatever links there are.
 *
 * Rejects with a RestoreError: with nothing done where a content was not kept or a link leads out of the folder, else with all the rest
 * done. A dry run tells the same in its report.
 */
export function restore(made: Checkpoint, options: RestoreOptions = {}): Promise<RestoreReport> {
  const { dryRun = false, telemetry } = options;
  const dir = resolve(options.dir ?? made.dir);
  const store = keptContents(made, options.contents);
  const attributes = {
    "heddle.checkpoint.id": made.id,
    "heddle.checkpoint.name": made.name,
    "heddle.checkpoint.directory": dir,
    "heddle.checkpoint.dry_run": dryRun || undefined,
  };
  return task(`restore ${made.name}`, { attributes, ...(telemetry && { telemetry }) }, async (span) => {
    const { steps, problems } = await restorePlan(made, dir, store);
    const failed = [...problems];
    const done: RestoreStep[] = [];
    const isHeld = !dryRun && problems.length > 0;
    // What is in the way goes first.
    const ordered = [...steps.filter(isDeletion), ...steps.filter((step) => !isDeletion(step))];
    for (const step of isHeld ? [] : ordered) {
      const problem = dryRun ? undefined : await take(step, dir, store);
      if (problem === undefined) done.push(step);
      else failed.push({ path: step.file.path, reason: problem });
    }
    const report = { ...reportOf(done), failed };
    span.output(report);
    if (!dryRun && failed.length > 0) throw new RestoreError(report);
    return report;
  });
}

function isDeletion({ action }: RestoreStep): boolean {
  return action === "delete";
}

function reportOf(steps: readonly RestoreStep[]): Omit<RestoreReport, "failed"> {
  const paths = (wanted: RestoreStep["action"]) =>
    steps.filter(({ action }) => action === wanted).map(({ file }) => file.path);
  return { created: paths("create"), changed: paths("change"), deleted: paths("delete") };
}

/** Why it could not be done, if so. */
async function take(
  { action, file, isModeOnly }: RestoreStep,
  dir: string,
  store: ContentStore | undefined,
): Promise<string | undefined> {
  const path = join(dir, file.path);
  try {
    if (action === "delete") await removeFile(path, dir);
    else if (isModeOnly && file.state === "file") await chmod(path, file.mode);
    else return await writeWhole(file, path, dir, store);
    return undefined;
  } catch (error) {
    return describeFailure(error).message;
  }
}

/** With the folders that it leaves empty. */
async function removeFile(path: string, dir: string): Promise<void> {
  await unlink(path);
  for (let folder = dirname(path); folder !== dir; folder = dirname(folder)) {
    const isEmpty = await rmdir(folder).then(
      () => true,
      () => false,
    );
    if (!isEmpty) return;
  }
}

async function writeWhole(
  file: CheckpointFile,
  path: string,
  dir: string,
  store: ContentStore | undefined,
): Promise<string | undefined> {
  await makeFolder(dirname(path));
  const outside = await whyOutside(dir, file.path);
  if (outside !== undefined) return outside;
  const drafts = await mkdtemp(join(dirname(path), ".restore-"));
  try {
    const draft = join(drafts, "draft");
    if (file.state === "link") await symlink(file.target, draft);
    if (file.state === "file" && store !== undefined) {
      const content = new MeasuredContent(store.get(file.sha256));
      await writeFile(draft, content, { flush: true });
      if (content.result().sha256 !== file.sha256) return "its content is damaged in the store";
      await chmod(draft, file.mode);
    }
    // An empty folder in its place gives way; any other is told.
    await rmdir(path).catch(() => {});
    await rename(draft, path);
    return undefined;
  } finally {
    await rm(drafts, { recursive: true, force: true });
  }
}
