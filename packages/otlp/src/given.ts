/** A setting, and where it was made: messages about a wrong one name the place. */

/** A value with the name of its option or environment variable. */
export interface Given<T> {
  readonly name: string;
  readonly value: T;
}

/** An option of `OtlpTelemetry`, where it is given. */
export function option<T>(name: string, value: T | undefined): Given<T> | undefined {
  return value === undefined ? undefined : { name: `OtlpTelemetry: ${name}`, value };
}

/** The first of these environment variables that is set; the empty string is as good as none. */
export function variable(...names: readonly string[]): Given<string> | undefined {
  const name = names.find((each) => (process.env[each] ?? "").trim() !== "");
  return name === undefined ? undefined : { name, value: (process.env[name] as string).trim() };
}

/** What is wrong with a setting, and what would be right. */
export function wrong({ name, value }: Given<unknown>, expected: string): TypeError {
  const shown = typeof value === "string" ? JSON.stringify(value) : String(value);
  return new TypeError(`${name} is ${shown}; give ${expected}`);
}

/** One of these words. */
export function oneOf<T extends string>(given: Given<string> | undefined, words: readonly T[]): T | undefined {
  if (given === undefined) return undefined;
  const found = words.find((word) => word === given.value);
  if (found !== undefined) return found;
  throw wrong(given, words.map((word) => JSON.stringify(word)).join(" or "));
}

/** A whole number from `least` to `most`; environment variables hold it as text. */
export function numberIn(given: Given<unknown>, least: number, most: number): number {
  const { value } = given;
  const number = typeof value === "string" && /^\d+$/.test(value) ? Number(value) : value;
  if (Number.isInteger(number) && (number as number) >= least && (number as number) <= most) return number as number;
  throw wrong(given, `a whole number from ${least} to ${most}`);
}
