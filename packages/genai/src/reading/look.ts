/** Looks into values of which nothing is known. */

/** An object that is no list; its keys may hold anything. */
export type Unknowns = Readonly<Record<string, unknown>>;

export function isObject(value: unknown): value is Unknowns {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text at the first of `keys` that holds one. */
export function textAt(object: Unknowns, ...keys: readonly string[]): string | undefined {
  for (const key of keys) if (typeof object[key] === "string") return object[key];
  return undefined;
}

/** The objects of the list at `key`; none where there is no list. */
export function objectsAt(object: Unknowns, key: string): readonly Unknowns[] {
  const list = object[key];
  return Array.isArray(list) ? list.filter(isObject) : [];
}

/** `value` without the keys that hold `undefined`. */
export function defined<T extends object>(value: { readonly [Key in keyof T]: T[Key] | undefined }): T {
  const kept: Partial<T> = {};
  for (const key in value) if (value[key] !== undefined) kept[key] = value[key] as T[typeof key];
  return kept as T;
}

/** What a JSON text says; the text itself where it is none. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
