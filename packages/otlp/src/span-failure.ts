/** Finds the failure of a decoded span. */
import type { Failure, JsonObject, JsonValue, SpanEvent, SpanStatus } from "@heddle/core";
import { failureLine } from "@heddle/core/bridge";
import { ERROR_TYPE, EXCEPTION, EXCEPTION_MESSAGE, EXCEPTION_STACK, EXCEPTION_TYPE } from "./span-attributes.ts";

/** What a record says of a failure, and what is left of the span's events. */
export interface SpanFailure {
  readonly error?: Failure;
  readonly exception?: string;
  readonly events: readonly SpanEvent[];
  /** Whether the attribute `error.type` is but an echo of the failure. */
  readonly hasEcho: boolean;
}

/**
 * The failure is the last `exception` event of a span that did not end well. That event is left out of the others, unless
 * it says more. Without one, it is what the status says.
 */
export function spanFailure(
  status: SpanStatus,
  statusMessage: string | undefined,
  attributes: JsonObject,
  events: readonly SpanEvent[],
): SpanFailure {
  const at = status === "ok" ? -1 : events.findLastIndex(isFailure);
  const event = events[at];
  if (event === undefined) return { ...statusFailure(status, statusMessage, attributes), events, hasEcho: false };
  const { [EXCEPTION_TYPE]: type, [EXCEPTION_MESSAGE]: message, [EXCEPTION_STACK]: stack } = event.attributes;
  const failure = failureOf(type, message, stack);
  const saysMore = Object.keys(event.attributes).some((key) => !told.has(key));
  return {
    ...failure,
    events: saysMore ? events : events.toSpliced(at, 1),
    hasEcho: status === "error" && !(ERROR_TYPE in event.attributes) && attributes[ERROR_TYPE] === failure.error?.type,
  };
}

/** What a record holds of an exception; that it escaped goes without saying. */
const told = new Set([EXCEPTION_TYPE, EXCEPTION_MESSAGE, EXCEPTION_STACK, "exception.escaped", ERROR_TYPE]);

function isFailure({ name, attributes }: SpanEvent): boolean {
  if (name !== EXCEPTION) return false;
  return typeof attributes[EXCEPTION_TYPE] === "string" || typeof attributes[EXCEPTION_MESSAGE] === "string";
}

function statusFailure(
  status: SpanStatus,
  message: string | undefined,
  { [ERROR_TYPE]: type }: JsonObject,
): Pick<SpanFailure, "error" | "exception"> {
  return status === "error" && message ? failureOf(type, message, undefined) : {};
}

function failureOf(
  type: JsonValue | undefined,
  given: JsonValue | undefined,
  stack: JsonValue | undefined,
): Pick<SpanFailure, "error" | "exception"> {
  const message = typeof given === "string" ? given : "";
  if (typeof type !== "string") return { exception: message };
  const error = { type, message, ...(typeof stack === "string" && { stack }) };
  return { error, exception: failureLine(error) };
}
