/** Writes names of keys in one way. */

/** `topP` and `top-p` become `top_p`. */
export function snakeCase(key: string): string {
  if (/^[a-z0-9_]*$/.test(key)) return key;
  return key
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9_]+/g, "_")
    .toLowerCase();
}
