/** Looks whether a recording can be written. */
import { mkdtemp, open, rmdir, stat, statfs } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { getSystemErrorMessage } from "node:util";
import { escapeText } from "@heddle/core/bridge";
import { bytesText } from "../bytes-text.ts";
import type { Finding } from "./finding.ts";

const LEAST_BYTES = 50e6;
const ENOUGH_BYTES = 1e9;

/** `path`: of a file that need not be there, in a folder that need not be. Nothing is left behind. */
export async function fileFindings(path: string): Promise<Finding[]> {
  const folder = await nearestThere(dirname(resolve(path)));
  const file = await fileFinding(resolve(path), folder, escapeText(JSON.stringify(path)));
  if (file.level !== "ok") return [file];
  const { bavail, bsize } = await statfs(folder);
  return [file, diskFinding(bavail * bsize)];
}

async function fileFinding(path: string, folder: string, quoted: string): Promise<Finding> {
  const about = "file";
  const there = await stat(path).catch(() => undefined);
  if (there?.isDirectory()) {
    return { level: "fail", about, says: `${quoted} is a folder`, fix: "give the path of a file in it" };
  }
  try {
    // To have the rights is not enough where a disk is read-only.
    if (there === undefined) await rmdir(await mkdtemp(join(folder, ".heddle-")));
    else await (await open(path, "a")).close();
  } catch (error) {
    const fix = "give another path, or the rights to write there";
    const why = getSystemErrorMessage((error as NodeJS.ErrnoException).errno as number);
    return { level: "fail", about, says: `${quoted} cannot be written: ${why}`, fix };
  }
  const says = there === undefined ? "can be made" : `can be written, and has ${bytesText(there.size)}`;
  return { level: "ok", about, says: `${quoted} ${says}` };
}

/** `freeBytes`: of the disk that is written to. */
export function diskFinding(freeBytes: number): Finding {
  const about = "disk";
  const says = `${bytesText(freeBytes)} are free`;
  if (freeBytes >= ENOUGH_BYTES) return { level: "ok", about, says };
  const fix = "make room, or record to another disk";
  return { level: freeBytes < LEAST_BYTES ? "fail" : "warn", about, says: `only ${says}`, fix };
}

/** FileTelemetry makes the folders that are missing. */
async function nearestThere(folder: string): Promise<string> {
  const there = await stat(folder).catch(() => undefined);
  return there === undefined ? await nearestThere(dirname(folder)) : folder;
}
