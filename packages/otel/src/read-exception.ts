/** Finds the failure of a span among its events. */
import type { Failure, JsonObject, SpanEvent } from "@heddle/core";

/** The attributes of an exception that a `Failure` holds. */
const TYPE = "exception.type";
const MESSAGE = "exception.message";
const STACK = "exception.stacktrace";
const told = new Set([TYPE, MESSAGE, STACK, "exception.escaped"]);

interface Found {
  readonly error?: Failure;
  /** Those that say more than the error does. */
  readonly events: readonly SpanEvent[];
}

/** The last exception is the one that the span failed with. */
export function readException(events: readonly SpanEvent[]): Found {
  const at = events.findLastIndex(({ name }) => name === "exception");
  const event = events[at];
  if (event === undefined) return { events };
  const saysMore = Object.keys(event.attributes).some((key) => !told.has(key));
  return { error: failureOf(event.attributes), events: saysMore ? events : events.toSpliced(at, 1) };
}

function failureOf({ [TYPE]: type = "Error", [MESSAGE]: message = "", [STACK]: stack }: JsonObject): Failure {
  return { type: String(type), message: String(message), ...(stack !== undefined && { stack: String(stack) }) };
}
