/** Makes text of anything. */

/** What `value` says of itself, without half characters; the empty string when it refuses. Never throws. */
export function textOf(value: unknown): string {
  try {
    return String(value).toWellFormed();
  } catch {
    return "";
  }
}
