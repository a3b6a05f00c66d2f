/** The files that a rotation of `traces.jsonl` leaves beside it: `traces.jsonl.1`, `traces-2026-11-21.jsonl`. */
import { type FileHandle, open, readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Several programs may write to a file, and not all of them open the new one at the same time. */
const LINGER_MS = 1000;

/** What may be one, by its name: others may be called so, too. */
export async function rotatedFiles(path: string): Promise<string[]> {
  const name = basename(path);
  const names = await readdir(dirname(path));
  const others = names.filter((each) => each.startsWith(stemOf(path)) && each !== name);
  return others.map((each) => join(dirname(path), each));
}

/**
 * What was written after `file`, which was at `path`: the first that was rotated after it, else the one that is at `path` now.
 * `undefined` where there is none yet, and while `file` is still there.
 */
export async function fileAfter(file: FileHandle, path: string): Promise<FileHandle | undefined> {
  const { dev, ino, ctimeMs } = await file.stat();
  const there = await stat(path).catch(() => undefined);
  if (there?.dev === dev && there.ino === ino) return undefined;
  await sleep(Math.min(Math.max(ctimeMs + LINGER_MS - Date.now(), 0), LINGER_MS));
  const { ino: own, mtimeNs } = await file.stat({ bigint: true });
  const rotated = (await rotatedFiles(path)).filter((each) => isRotated(each, path));
  const later = (await openAll(rotated)).sort((a, b) => Number(a.mtimeNs - b.mtimeNs));
  const all = [...later, ...(await openAll([path]))];
  const next = all.find((each) => each.path === path || (each.mtimeNs > mtimeNs && each.ino !== own));
  await Promise.all(all.filter((each) => each !== next).map((each) => each.file.close()));
  return next?.file;
}

/** Whether a number or a time is all that sets the names apart. */
function isRotated(each: string, path: string): boolean {
  const rest = basename(each).slice(stemOf(path).length).replace(extname(path), "");
  return /^[.-]\d[\dTZ:._-]*$/.test(rest);
}

function stemOf(path: string): string {
  return basename(path, extname(path));
}

interface Opened {
  readonly path: string;
  readonly file: FileHandle;
  readonly ino: bigint;
  readonly mtimeNs: bigint;
}

/** Those that can be opened, and have something in them. */
async function openAll(paths: readonly string[]): Promise<Opened[]> {
  const opened: Opened[] = [];
  for (const path of paths) {
    const file = await open(path).catch(() => undefined);
    if (file === undefined) continue;
    const stats = await file.stat({ bigint: true });
    if (stats.isFile() && stats.size > 0n) opened.push({ path, file, ino: stats.ino, mtimeNs: stats.mtimeNs });
    else await file.close();
  }
  return opened;
}
