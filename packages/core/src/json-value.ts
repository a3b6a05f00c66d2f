/** Makes a JSON value of anything, readable where JSON has no word for it, and never throws. */
import { types } from "node:util";
import { describeFailure } from "./failure.ts";
import type { JsonValue } from "./record.ts";
import { textOf } from "./text-of.ts";

/** Deeper or larger than this is a data dump, not an attribute: the rest is named, not followed. */
const MAX_DEPTH = 64;
const MAX_VALUES = 100_000;

interface Walk {
  /** The objects around the present one: meeting one again is a cycle. */
  readonly path: object[];
  left: number;
}

/** A JSON value for `value`; `undefined` for what JSON leaves out of an object. */
export function toJsonValue(value: unknown): JsonValue | undefined {
  return convert(value, { path: [], left: MAX_VALUES });
}

function convert(value: unknown, walk: Walk): JsonValue | undefined {
  switch (typeof value) {
    case "string":
      return value.toWellFormed();
    case "number":
      return Number.isFinite(value) ? value + 0 : String(value);
    case "boolean":
      return value;
    case "undefined":
      return undefined;
    case "bigint":
      return String(value);
    case "symbol":
      return String(value).toWellFormed();
    case "function":
      return `[Function ${nameOf(() => value.name)}]`;
    default:
      return value === null ? null : enter(value as object, walk);
  }
}

function enter(value: object, walk: Walk): JsonValue | undefined {
  if (walk.path.includes(value)) return "[Circular]";
  if (walk.path.length >= MAX_DEPTH || --walk.left < 0) return `[${kindOf(value)}]`;
  walk.path.push(value);
  try {
    if (Array.isArray(value)) return convertList(value, walk);
    // Most are plain, and then nothing else.
    return Object.getPrototypeOf(value) === Object.prototype ? convertOwn(value, walk) : convertInstance(value, walk);
  } catch {
    return `[${kindOf(value)}: unreadable]`;
  } finally {
    walk.path.pop();
  }
}

function convertInstance(value: object, walk: Walk): JsonValue | undefined {
  if (types.isNativeError(value)) return { ...describeFailure(value) };
  if (value instanceof Map) return convertMap(value, walk);
  if (value instanceof Set) return convertList(value, walk);
  if (ArrayBuffer.isView(value) || types.isAnyArrayBuffer(value)) return convertBinary(value, walk);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
  if (value instanceof RegExp) return String(value).toWellFormed();
  if (types.isBoxedPrimitive(value)) return convert(value.valueOf(), walk);
  if (types.isPromise(value)) return "[Promise]";
  return convertOwn(value, walk);
}

/** What it says itself, or its properties. */
function convertOwn(value: object, walk: Walk): JsonValue | undefined {
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === "function") return convert(toJSON.call(value, ""), walk);
  const object: Record<string, JsonValue> = {};
  for (const key of Object.keys(value)) if (!addEntry(object, key, propertyOf(value, key), walk)) break;
  return object;
}

function propertyOf(value: object, key: string): unknown {
  try {
    return (value as Record<string, unknown>)[key];
  } catch {
    return "[unreadable]";
  }
}

function convertList(values: Iterable<unknown>, walk: Walk): JsonValue {
  const list: JsonValue[] = [];
  for (const value of values) {
    if (--walk.left < 0) {
      list.push("[…]");
      break;
    }
    list.push(convert(value, walk) ?? null);
  }
  return list;
}

/** Keys that are not strings are written as JSON, so that `1` and `{a:1}` stay readable. */
function convertMap(map: ReadonlyMap<unknown, unknown>, walk: Walk): JsonValue {
  const object: Record<string, JsonValue> = {};
  for (const [key, value] of map) {
    const name = typeof key === "string" ? key : (JSON.stringify(convert(key, walk)) ?? "undefined");
    if (!addEntry(object, name, value, walk)) break;
  }
  return object;
}

/** Whether there is room for more. */
function addEntry(object: Record<string, JsonValue>, key: string, value: unknown, walk: Walk): boolean {
  if (--walk.left < 0) {
    setOwn(object, "…", "[…]");
    return false;
  }
  const converted = convert(value, walk);
  if (converted !== undefined) setOwn(object, key.toWellFormed(), converted);
  return true;
}

/** Bytes are told by their number and beginning; numbers stay numbers. */
function convertBinary(value: ArrayBufferView | ArrayBufferLike, walk: Walk): JsonValue {
  if (ArrayBuffer.isView(value) && !(value instanceof DataView) && !(value instanceof Uint8Array)) {
    return convertList(value as unknown as Iterable<unknown>, walk);
  }
  const bytes = ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength)
    : Buffer.from(value);
  const start = bytes.subarray(0, 16).toString("hex");
  return `<${kindOf(value)} ${bytes.length} bytes${start && `: ${start}`}${bytes.length > 16 ? "…" : ""}>`;
}

/** Sets a property: `__proto__` is a key like any other. */
export function setOwn(object: Record<string, unknown>, key: string, value: JsonValue): void {
  if (key === "__proto__")
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

function kindOf(value: object): string {
  return nameOf(() => value.constructor?.name) || "Object";
}

/** A getter or a proxy may throw, and a class have anything for its name. */
function nameOf(read: () => unknown): string {
  try {
    return textOf(read() ?? "");
  } catch {
    return "";
  }
}
