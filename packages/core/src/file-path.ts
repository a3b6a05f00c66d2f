/** Makes an absolute path of what a user gives as one, or says what is wrong with it. */

import { statSync } from "node:fs";
import { homedir } from "node:os";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { quote } from "./check-option.ts";

/** The path of a file, which need not exist yet. Throws for a folder, and for what is no path. */
export function toFilePath(path: string | URL): string {
  const text = toText(path);
  const absolute = resolve(text);
  if (/[\\/]$/.test(text) || isFolder(absolute)) {
    throw new Error(`FileTelemetry: ${quote(text)} is a directory; give the path of a file in it`);
  }
  return absolute;
}

/** The path of a folder, which need not exist yet. Throws for a file, and for what is no path. */
export function toFolderPath(path: string | URL): string {
  const text = toText(path);
  const absolute = resolve(text);
  if (isFolder(absolute) === false) {
    throw new Error(`FileTelemetry: ${quote(text)} is a file; with filePer: "trace", give a directory`);
  }
  return absolute;
}

function toText(path: unknown): string {
  if (path instanceof URL) return urlText(path);
  if (typeof path !== "string") {
    throw new TypeError(`FileTelemetry: the path is ${String(path)}; give a string or a file: URL`);
  }
  if (path === "") throw new TypeError("FileTelemetry: the path is empty; give the path of a file");
  if (/^file:\/\//i.test(path)) return urlText(new URL(path));
  return path.replace(/^~(?=$|[\\/])/, homedir);
}

function urlText(url: URL): string {
  try {
    return fileURLToPath(url);
  } catch (cause) {
    throw new TypeError(`FileTelemetry: ${quote(url.href)} is not the URL of a local file; give a file: URL`, {
      cause,
    });
  }
}

/** `undefined` when there is nothing yet. */
function isFolder(path: string): boolean | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory();
  } catch (cause) {
    throw new Error(`FileTelemetry: ${quote(path)} cannot be opened: ${(cause as Error).message}`, { cause });
  }
}
