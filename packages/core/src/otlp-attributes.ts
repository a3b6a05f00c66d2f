/** Turns attributes into what every OpenTelemetry SDK, exporter and backend takes. */
import { isContentAttribute } from "./content-attributes.ts";
import { cutValue } from "./cut.ts";
import { setOwn } from "./json-value.ts";
import type { JsonObject, JsonValue } from "./record.ts";

/** A value that all of them take: a scalar, or a list of scalars of one type. */
export type OtlpValue = string | number | boolean | readonly string[] | readonly number[] | readonly boolean[];

/** Attributes that all of them take. */
export type OtlpAttributes = Readonly<Record<string, OtlpValue>>;

/** What may leave the process. */
export interface OtlpLimits {
  /** Also prompts, answers, and what tools were given and gave: see `isContentAttribute`. Left out unless told. */
  readonly captureContent?: boolean;
  /** Characters of one value; longer ones end early, and JSON stays JSON. 65,536 unless given. */
  readonly valueLength?: number;
}

/** OpenTelemetry SDKs keep this many attributes of a span, and leave out those that come later. */
const KEPT = 128;

const VALUE_LENGTH = 65_536;

/**
 * `attributes` with every structure as JSON text, and without content unless `captureContent` says so. Of more than 128,
 * the ones that backends look for come first, and content comes last.
 */
export function toOtlpAttributes(attributes: JsonObject, limits: OtlpLimits = {}): OtlpAttributes {
  const { captureContent = false, valueLength = VALUE_LENGTH } = limits;
  if (isFit(attributes, captureContent, valueLength)) return attributes as OtlpAttributes;
  const result: Record<string, OtlpValue> = {};
  let count = 0;
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined || value === null || (!captureContent && isContent(key))) continue;
    setOwn(result, key, toOtlpValue(value, valueLength));
    count++;
  }
  return count > KEPT ? inOrder(result) : result;
}

/** Most attributes are, and need no copy. */
function isFit(attributes: JsonObject, captureContent: boolean, valueLength: number): boolean {
  let count = 0;
  for (const key in attributes) {
    const value = attributes[key];
    if (
      typeof value === "string" ? value.length > valueLength : typeof value !== "number" && typeof value !== "boolean"
    )
      return false;
    if (++count > KEPT || (!captureContent && isContent(key))) return false;
  }
  return true;
}

/** One value of `toOtlpAttributes`, in at most about `length` characters. */
export function toOtlpValue(value: Exclude<JsonValue, null>, length: number = VALUE_LENGTH): OtlpValue {
  if (typeof value === "string") return value.length > length ? (cutValue(value, length) as string) : value;
  if (typeof value !== "object") return value;
  return isUniformList(value, length) ? value : JSON.stringify(cutValue(value, length));
}

/** Long lists of long texts are cut like any other structure. */
function isUniformList(value: JsonValue, length: number): value is string[] | number[] | boolean[] {
  if (!Array.isArray(value)) return false;
  const type = typeof value[0];
  if (type === "object" || !value.every((item) => typeof item === type)) return false;
  return type !== "string" || value.reduce((sum, text) => sum + text.length, 0) <= length;
}

function inOrder(attributes: OtlpAttributes): OtlpAttributes {
  return Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => attributeRank(a) - attributeRank(b)));
}

/** 0 for what backends tell spans apart by, 2 for content, which is large, 1 for everything else. */
export function attributeRank(key: string): number {
  if (isContent(key)) return 2;
  return /^(gen_ai|heddle|error|session|user|openinference|service|mcp)\.|^(user_id|session_id)$/.test(key) ? 0 : 1;
}

/** Keys are program text, so few; a program that makes them up must not fill the memory. */
const MAX_KEYS = 1000;
const known = new Map<string, boolean>();

function isContent(key: string): boolean {
  let answer = known.get(key);
  if (answer === undefined) {
    answer = isContentAttribute(key);
    if (known.size < MAX_KEYS) known.set(key, answer);
  }
  return answer;
}
