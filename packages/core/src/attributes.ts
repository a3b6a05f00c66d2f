/** Takes a snapshot of what a caller gives as attributes. */
import { setOwn, toJsonValue } from "./json-value.ts";
import type { Attributes, JsonObject, JsonValue } from "./record.ts";

/** What a span without attributes has. */
const noAttributes: JsonObject = Object.freeze({});

/**
 * A copy that JSON can hold and that no later change of the caller's object reaches. Never throws. `wellFormed` does the
 * rest.
 *
 * Nearly all attributes are flat objects of strings, finite numbers and booleans: those are copied as they are.
 */
export function snapshot(attributes: Attributes | undefined): JsonObject {
  if (attributes === undefined) return noAttributes;
  try {
    return convertEach({ ...attributes });
  } catch {
    return convert(attributes);
  }
}

/** `attributes` over `base`, as one new object. */
export function merge(base: JsonObject | undefined, attributes: JsonObject): JsonObject {
  return base === undefined ? attributes : { ...base, ...attributes };
}

/**
 * `attributes` without half surrogate pairs and keys that are symbols: nested ones were mended by the snapshot. It is
 * done when a record is built, for looking into each text would be the dearest part of opening a span.
 */
export function wellFormed(attributes: JsonObject): JsonObject {
  for (const key in attributes) {
    const value = attributes[key];
    if ((typeof value === "string" && !value.isWellFormed()) || !key.isWellFormed()) return mend(attributes);
  }
  return Object.getOwnPropertySymbols(attributes).length > 0 ? mend(attributes) : attributes;
}

/** What a foreign system has as attributes, as attributes of a record. Never throws. */
export function jsonAttributes(attributes: Attributes | undefined): JsonObject {
  return wellFormed(snapshot(attributes));
}

function mend(attributes: JsonObject): JsonObject {
  const mended = Object.entries(attributes).map(([key, value]) => [
    key.toWellFormed(),
    typeof value === "string" ? value.toWellFormed() : value,
  ]);
  return Object.fromEntries(mended);
}

function isPlainValue(value: unknown): boolean {
  return typeof value === "string" || typeof value === "boolean" || (Number.isFinite(value) && !Object.is(value, -0));
}

/** Converts what is not plain, in place. */
function convertEach(copy: Record<string, unknown>): JsonObject {
  let hasGaps = false;
  for (const key in copy) {
    const value = copy[key];
    if (isPlainValue(value)) continue;
    const json = toJsonValue(value) ?? null;
    setOwn(copy, key, json);
    if (json === null) hasGaps = true;
  }
  return hasGaps ? withoutGaps(copy as JsonObject) : (copy as JsonObject);
}

function withoutGaps(attributes: JsonObject): JsonObject {
  const kept: Record<string, JsonValue> = {};
  for (const key in attributes) if (attributes[key] !== null) setOwn(kept, key, attributes[key] as JsonValue);
  return kept;
}

function convert(attributes: Attributes): JsonObject {
  const converted = toJsonValue(attributes);
  if (converted === undefined || converted === null) return noAttributes;
  if (typeof converted !== "object" || Array.isArray(converted)) return { value: converted };
  return withoutGaps(converted as JsonObject);
}
