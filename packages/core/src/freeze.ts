/** Makes our own plain data unchangeable, all the way down. */

/** Freezes `value` and what it holds. What is frozen already is not entered again. */
export function deepFreeze<T extends object>(value: T): T {
  if (Object.isFrozen(value)) return value;
  for (const key in value) {
    const held: unknown = value[key];
    if (typeof held === "object" && held !== null) deepFreeze(held);
  }
  return Object.freeze(value);
}
