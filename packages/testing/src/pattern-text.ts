/** Writes values and patterns on one line, for people. */

/** Longer ones are cut. */
const MAX_LENGTH = 160;
const MAX_DEPTH = 6;

/** `{ name: "search", arguments: { city: /^B/ } }` */
export function patternText(value: unknown, maxLength: number = MAX_LENGTH): string {
  const text = textOf(value, 0);
  return text.length <= maxLength ? text : `${text.slice(0, maxLength).toWellFormed()}…`;
}

function textOf(value: unknown, depth: number): string {
  if (typeof value === "string") return JSON.stringify(value);
  if (typeof value === "function") return value.name === "" ? "what the function says true of" : `${value.name}()`;
  if (typeof value !== "object" || value === null || value instanceof RegExp) return String(value);
  if ("asymmetricMatch" in value) return matcherText(value);
  if (depth === MAX_DEPTH) return Array.isArray(value) ? "[…]" : "{…}";
  if (Array.isArray(value)) return `[${value.map((each) => textOf(each, depth + 1)).join(", ")}]`;
  const entries = Object.entries(value).map(([key, each]) => `${keyText(key)}: ${textOf(each, depth + 1)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function keyText(key: string): string {
  return /^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(key) ? key : JSON.stringify(key);
}

/** Vitest's and jest's say what they are: `Any<String>`, `StringContaining "x"`. */
function matcherText(matcher: object): string {
  const { sample, toAsymmetricMatcher } = matcher as { sample?: unknown; toAsymmetricMatcher?: () => string };
  if (toAsymmetricMatcher !== undefined) return String(toAsymmetricMatcher.call(matcher));
  return sample === undefined ? String(matcher) : `${String(matcher)} ${textOf(sample, 0)}`;
}
