/** Where a folder of prompts keeps each of them: names as paths that any disk takes, and back. */
import { join, relative, sep } from "node:path";

/** Names of devices: Windows takes no file of that name, whatever its ending. */
const device = /^(?:con|prn|aux|nul|com\d|lpt\d)$/i;

/** The folder of a prompt in `folder`: each part of its name is one. No name leads out, as dots are written as `%2E`. */
export function promptFolder(folder: string, name: string): string {
  return join(folder, ...name.split("/").map(toFileName));
}

/** The name of the prompt whose folder `path` is; `undefined` for a folder that is no prompt's. */
export function promptName(folder: string, path: string): string | undefined {
  const parts = relative(folder, path).split(sep).map(fromFileName);
  return parts.includes(undefined) ? undefined : parts.join("/");
}

/** A text as the name of a file: letters, digits, `_` and `-`, and all else by its UTF-8 bytes, as `%2E`. */
export function toFileName(text: string): string {
  if (device.test(text)) return `${percent(text.charAt(0))}${text.slice(1)}`;
  return text.replace(/[^\w-]/gu, percent);
}

/** What `toFileName` made `name` of; `undefined` for the name of a file that is not ours. */
export function fromFileName(name: string): string | undefined {
  try {
    const text = decodeURIComponent(name);
    return text !== "" && toFileName(text) === name ? text : undefined;
  } catch {
    // A % that no bytes follow is somebody else's.
    return undefined;
  }
}

function percent(character: string): string {
  return [...Buffer.from(character)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join("");
}
