/** Which commit and branch a folder is at, as git says. */
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { webAddress } from "./web-address.ts";

/** What git says. */
export interface GitState {
  /** The full hash. */
  readonly commitSha: string;
  /** Absent where no branch is checked out. */
  readonly branch?: string;
  /** Where people look at the repository. */
  readonly repoUrl?: string;
}

/** A state, and the files of git's that change when it does. */
interface Known {
  readonly state: GitState;
  readonly files: readonly string[];
  readonly stamp: string;
}

const known = new Map<string, Promise<Known | undefined>>();

/** Folders that are remembered. */
const MAX_KNOWN = 100;
/** A hanging disk must not hold the program. */
const TIMEOUT_MS = 2000;

/**
 * The state of the repository around `dir`; `undefined` outside of one, before its first commit, and without git. git is asked once, and
 * again when its files have changed.
 */
export async function gitState(dir: string): Promise<GitState | undefined> {
  const folder = resolve(dir);
  const earlier = known.get(folder);
  const before = await earlier;
  if (before !== undefined && before.stamp === (await stampOf(before.files))) return before.state;
  const newer = known.get(folder);
  // Of those who ask at once, one does.
  if (newer !== undefined && newer !== earlier) return (await newer)?.state;
  const asked = askGit(folder);
  known.delete(folder);
  known.set(folder, asked);
  for (const oldest of [...known.keys()].slice(0, -MAX_KNOWN)) known.delete(oldest);
  return (await asked)?.state;
}

async function askGit(folder: string): Promise<Known | undefined> {
  const what = ["--absolute-git-dir", "--git-common-dir", "HEAD", "--symbolic-full-name", "HEAD"];
  const [facts, remote] = await Promise.all([
    run(folder, ["rev-parse", ...what]),
    run(folder, ["ls-remote", "--get-url"]),
  ]);
  const [own, common, commitSha, ref] = facts?.split("\n") ?? [];
  if (own === undefined || common === undefined || commitSha === undefined || ref === undefined) return undefined;
  const shared = resolve(folder, common);
  const branch = /^refs\/heads\/(.+)$/.exec(ref)?.[1];
  const repoUrl = remote && webAddress(remote.trim());
  const state = { commitSha, ...(branch && { branch }), ...(repoUrl && { repoUrl }) };
  const files = [join(own, "HEAD"), join(shared, "config"), join(shared, ref), join(shared, "reftable", "tables.list")];
  return { state, files, stamp: await stampOf(files) };
}

/** What git prints; `undefined` when it has nothing to say, or says it too late. What it complains of is not shown. */
function run(folder: string, args: readonly string[]): Promise<string | undefined> {
  // In a hook, git's own variables name another repository than the one of the folder.
  const { GIT_DIR, GIT_WORK_TREE, GIT_COMMON_DIR, GIT_INDEX_FILE, GIT_PREFIX, ...env } = process.env;
  const options = { env, timeout: TIMEOUT_MS, killSignal: "SIGKILL", windowsHide: true } as const;
  return new Promise((resolve) => {
    execFile("git", ["-C", folder, ...args], options, (error, stdout) => resolve(error ? undefined : stdout));
  });
}

async function stampOf(files: readonly string[]): Promise<string> {
  const stamps = files.map(async (file) => {
    const stats = await stat(file, { bigint: true }).catch(() => undefined);
    return stats === undefined ? "" : `${stats.mtimeNs} ${stats.size} ${stats.ino}`;
  });
  return (await Promise.all(stamps)).join("\n");
}
