/** Writes JSON for programs, which may be read on a terminal, too. */
import { escapeText } from "@heddle/core/bridge";

/** `value`, which JSON can hold, in one line; what would move a terminal's cursor or turn its text round stands there as `\u202e`. */
export function jsonText(value: unknown): string {
  // JSON itself escapes but the first of the control characters.
  return escapeText(JSON.stringify(value));
}
