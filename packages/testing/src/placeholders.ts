/** Puts placeholders where a run has values that no other run has: ids and times. */
import type { JsonObject, JsonValue } from "@heddle/core";
import { nameText } from "@heddle/core/bridge";
import { canonicalJson } from "@heddle/reader";

/** Keys whose numbers are measured. */
const isMeasured =
  /(?:_ms|Ms|_us|_ns|_seconds|Seconds|duration|Duration|latency|elapsed|timestamp|Timestamp|_at|At|time_to_first_\w+)$/;

/** What a generator of ids gives, and when. The ids of spans and traces are hex. */
const patterns: readonly { readonly kind: string; readonly pattern: RegExp }[] = [
  { kind: "uuid", pattern: /(?<![0-9a-z])[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi },
  { kind: "time", pattern: /\b\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g },
  { kind: "id", pattern: /\b(?:call|toolu|chatcmpl|msg|resp|req|run)[_-][A-Za-z0-9]{8,}\b/g },
  { kind: "id", pattern: /\b(?=[a-f]*\d)[0-9a-f]{16,64}\b/g },
];

/** Ids by number, `<uuid 1>`: the same one is the same number, in the order in which they are told. */
export class Placeholders {
  readonly #isNumbered: boolean;
  readonly #names = new Map<string, string>();
  readonly #counts = new Map<string, number>();

  /** Unless they are numbered, all of a kind are alike: `<uuid>`. */
  constructor(isNumbered: boolean) {
    this.#isNumbered = isNumbered;
  }

  /** `text` with placeholders. */
  inText(text: string): string {
    return patterns.reduce(
      (replaced, { kind, pattern }) => replaced.replace(pattern, (raw) => this.#nameOf(kind, raw)),
      text,
    );
  }

  /** `value` with placeholders, however deep. `key`: what it stands at. */
  inValue(value: JsonValue, key: string): JsonValue {
    if (typeof value === "string") return this.inText(value);
    if (typeof value === "number") return isMeasured.test(key) ? "<time>" : value;
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map((each) => this.inValue(each, key));
    const entries = Object.entries(value as JsonObject);
    return Object.fromEntries(entries.map(([name, each]) => [name, this.inValue(each, name)]));
  }

  #nameOf(kind: string, raw: string): string {
    if (!this.#isNumbered || kind === "time") return `<${kind}>`;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    const name = this.#names.get(raw) ?? `<${kind} ${count}>`;
    if (!this.#names.has(raw)) this.#counts.set(kind, count);
    this.#names.set(raw, name);
    return name;
  }
}

/** Longer values have a line for each of their parts. */
const MAX_LENGTH = 100;

/** `name: value`, with placeholders. Text that is JSON is written as what it says, its keys in alphabetical order. */
export function valueLines(name: string, value: JsonValue, placeholders: Placeholders): string[] {
  const sorted = JSON.parse(canonicalJson(value)) as JsonValue;
  const told = placeholders.inValue(sorted, name);
  const text = written(told);
  const isLong = text.length > MAX_LENGTH && typeof told === "object";
  return `${nameText(name)}: ${isLong ? JSON.stringify(told, null, 2) : text}`.split("\n");
}

/** A placeholder that is all of a value stands without quotes. */
function written(value: JsonValue): string {
  return typeof value === "string" && /^<[a-z]+(?: \d+)?>$/.test(value) ? value : JSON.stringify(value);
}
