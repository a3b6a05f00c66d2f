/** What comes of reading another format. */
import { createHash } from "node:crypto";
import type { LineRecord } from "@heddle/core";

/** Records of another format, and what could not be read of it. */
export interface Imported {
  readonly records: readonly LineRecord[];
  /** One sentence each, which names the place. */
  readonly problems: readonly string[];
}

/** What was given is not of the format at all. The message says what was expected. */
export class FormatError extends Error {
  override readonly name = "FormatError";
}

/** An id of `digits` hex digits: `text` itself where it is one, else always the same one for the same text. */
export function hexId(text: string, digits: 16 | 32): string {
  const plain = text.toLowerCase().replaceAll("-", "");
  if (plain.length === digits && /^[0-9a-f]*[1-9a-f][0-9a-f]*$/.test(plain)) return plain;
  return createHash("sha256").update(text).digest("hex").slice(0, digits);
}

/** When something ended that began at `startedAt`, and how many milliseconds it took, to the microsecond: none, if it ended before. */
export function ending(startedAt: number, endedAt: number): { readonly endedAt: number; readonly durationMs: number } {
  const durationMs = Math.max(0, Math.round((endedAt - startedAt) * 1000) / 1000);
  return { endedAt: Math.max(startedAt, endedAt), durationMs };
}
