/** Goes on with a trace of another process. */
import { continueTrace, parseTraceparent } from "@heddle/core";
import { contextValue, withContextValue } from "@heddle/core/bridge";
import { isObject } from "../reading/look.ts";

const CARRIED = Symbol.for("heddle.traceparent/1");

/**
 * Runs `work` as a part of the trace that `carrier` brings: its spans become children of the caller's. A carrier is a `Headers` or
 * an object of headers in any case, a request that has such `headers`, `process.env` with `TRACEPARENT`, or the `_meta` of an MCP
 * message, its params, or the message. Where there is no valid `traceparent`, `work` runs as it is.
 */
export function continueFrom<T>(carrier: unknown, work: () => T): T {
  const traceparent = readCarrier(carrier);
  if (parseTraceparent(traceparent) === undefined) return work();
  return continueTrace(traceparent, () => withContextValue(CARRIED, traceparent, work));
}

/** What `continueFrom` has brought here. */
export function carriedTraceparent(): string | undefined {
  return contextValue(CARRIED) as string | undefined;
}

/** A carrier comes from outside: it may be anything. */
function readCarrier(carrier: unknown): string | undefined {
  try {
    const { headers, _meta: meta, params } = isObject(carrier) ? carrier : {};
    const places = [carrier, headers, meta, isObject(params) ? params._meta : undefined];
    return places.map(readTraceparent).find((found) => found !== undefined);
  } catch {
    return undefined;
  }
}

/** More than one is as none: https://www.w3.org/TR/trace-context/#traceparent-header */
function readTraceparent(place: unknown): string | undefined {
  if (!isObject(place)) return undefined;
  const found = entriesOf(place)
    .filter(([name]) => String(name).toLowerCase() === "traceparent")
    .flatMap(([, value]) => value);
  const [value] = found;
  return found.length === 1 && typeof value === "string" ? value : undefined;
}

/** Of a `Headers`, whoever's it is, a `Map`, or a plain object. */
export function entriesOf<Value>(place: Entries<Value>): [string, Value][] {
  return isIterable(place) ? Array.from(place, ([name, value]) => [name, value]) : Object.entries(place);
}

/** What holds values under names. */
export type Entries<Value> = Iterable<readonly [string, Value]> | Readonly<Record<string, Value>>;

function isIterable<Value>(place: Entries<Value>): place is Iterable<readonly [string, Value]> {
  return Symbol.iterator in place;
}
