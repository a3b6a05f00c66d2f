/** Names what is printed as JSON as recordings do. */

/** `value` with keys in snake_case, all the way down: for what has only our own keys, never for attributes. */
export function snakeKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(snakeKeys);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => [
      key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      snakeKeys(inside),
    ]),
  );
}
