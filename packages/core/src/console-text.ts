/** Turns names and values into text that a terminal only shows: nothing in it moves the cursor or starts a line. */
import { cutText, cutValue } from "./cut.ts";
import type { JsonValue } from "./record.ts";

/**
 * Control and format characters, line separators, lone surrogates. The joiners U+200C and U+200D stay: Persian and
 * composed emoji need them.
 */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/gu;

/** What would make `k=v, k=v` ambiguous. */
const NEEDS_QUOTES = /^$|^[[{]|[\s,="'`\\]|[\p{Cc}\p{Cs}]|(?![\u200c\u200d])\p{Cf}/u;

/** Names and keys are not for long texts. */
const MAX_NAME = 80;

/** Where a name could be taken for another one. */
const ODD_NAME = /^$|^\s|\s$|["\\]|[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]|(?![\u200c\u200d])\p{Cf}/u;

/** `text` with its unsafe characters as `\n` or `\u001b`. */
export function escapeText(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/** A span's or metric's name: as it is, or in quotes where it holds something to escape. */
export function nameText(name: string): string {
  const short = cutText(name, MAX_NAME);
  return ODD_NAME.test(short) ? quote(short) : short;
}

/** An attribute's key: one word, or in quotes. */
export function keyText(key: string): string {
  return wordText(cutText(key, MAX_NAME));
}

/** An attribute's value, shortened to about `maxLength` characters with a note of what is gone; objects as JSON. */
export function valueText(value: JsonValue, maxLength: number): string {
  if (typeof value === "string") return wordText(cutText(value, maxLength));
  if (typeof value !== "object" || value === null) return String(value);
  const json = JSON.stringify(cutValue(value, maxLength));
  // Brackets, quotes and notes of what was cut come on top; but ten thousand empty lists must not.
  return escapeText(cutText(json, 2 * maxLength + 40));
}

function wordText(text: string): string {
  return NEEDS_QUOTES.test(text) ? quote(text) : text;
}

/** A JSON string whose every character can be shown. */
function quote(text: string): string {
  return escapeText(JSON.stringify(text));
}

function escapeCharacter(character: string): string {
  const short = { "\n": "\\n", "\r": "\\r", "\t": "\\t" }[character];
  if (short !== undefined) return short;
  const units = Array.from({ length: character.length }, (_, index) => character.charCodeAt(index));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
