/** Shortens ids as far as they can still be told apart. */

const lengths = [8, 12, 16, 24];

/** How each of `ids` is shown: its first 8 characters; more where two begin alike. */
export function shortIds(ids: readonly string[]): (id: string) => string {
  const different = new Set(ids).size;
  const length = lengths.find((length) => new Set(ids.map((id) => id.slice(0, length))).size === different);
  return (id) => id.slice(0, length);
}
