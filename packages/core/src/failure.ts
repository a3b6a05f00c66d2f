/** Turns whatever was thrown into data, and never throws itself. */
import type { Failure, SpanStatus } from "./record.ts";
import { textOf } from "./text-of.ts";

const MAX_CAUSES = 5;

/** How a span ended that failed with `error`: cancelled when it was aborted, else an error. */
export function failureStatus(error: unknown, signal?: AbortSignal): SpanStatus {
  if (read(error, "name") === "AbortError") return "cancelled";
  return signal?.aborted === true && error === signal.reason ? "cancelled" : "error";
}

/** The type, message and stack of a thrown value. */
export function describeFailure(error: unknown): Failure {
  if (!isErrorLike(error)) return { type: typeName(error), message: plainMessage(error) };
  const stack = stackOf(error, MAX_CAUSES);
  return { type: typeName(error), message: textOf(read(error, "message")), ...(stack !== undefined && { stack }) };
}

/** The failure in one line, `TypeError: x is not a function`. */
export function failureLine({ type, message }: Failure): string {
  return message === "" ? type : `${type}: ${message}`;
}

/** What went wrong, in one sentence for a person. */
export function failureMessage(error: unknown): string {
  return failureLine(describeFailure(error));
}

function isErrorLike(error: unknown): error is object {
  return typeof error === "object" && error !== null && typeof read(error, "message") === "string";
}

/** A class that forgot to set `name` is still told apart by its constructor. */
function typeName(error: unknown): string {
  if (typeof error !== "object" || error === null) return error === null ? "null" : typeof error;
  const name = read(error, "name");
  if (typeof name === "string" && name !== "" && name !== "Error") return name.toWellFormed();
  const className = read(read(error, "constructor"), "name");
  return typeof className === "string" && className !== "" ? className.toWellFormed() : "Error";
}

function plainMessage(error: unknown): string {
  if (typeof error !== "object" || error === null) return textOf(error);
  try {
    return (JSON.stringify(error) ?? "").toWellFormed();
  } catch {
    return "";
  }
}

function stackOf(error: object, causes: number): string | undefined {
  const stack = read(error, "stack");
  if (typeof stack !== "string") return undefined;
  const cause = read(error, "cause");
  const below = causes > 0 && isErrorLike(cause) ? stackOf(cause, causes - 1) : undefined;
  return (below === undefined ? stack : `${stack}\n[cause]: ${below}`).toWellFormed();
}

/** A getter or a proxy may throw. */
function read(value: unknown, key: string): unknown {
  try {
    return (value as Record<string, unknown> | null | undefined)?.[key];
  } catch {
    return undefined;
  }
}
