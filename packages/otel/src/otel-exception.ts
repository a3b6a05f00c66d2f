/** Reads what OpenTelemetry's API takes as an exception: an error, an object with parts of one, or a text. */
import { types } from "node:util";
import type { JsonObject } from "@heddle/core";
import { describeFailure, textOf } from "@heddle/core/bridge";

/** Parts of an error. A `code` says more than the name does. */
interface ExceptionParts {
  readonly code?: unknown;
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
}

/** An error with what `exception` says. A real one is given back as it is. Never throws. */
export function errorLike(exception: unknown): unknown {
  try {
    if (types.isNativeError(exception) || exception instanceof Error) return exception;
    return assemble(typeof exception === "object" && exception !== null ? exception : { message: exception });
  } catch {
    return assemble({ message: "[unreadable]" });
  }
}

/** The attributes of the event that OpenTelemetry's SDKs make of it. Never throws. */
export function exceptionAttributes(exception: unknown): JsonObject {
  const { type, message, stack } = describeFailure(errorLike(exception));
  return {
    "exception.type": type,
    "exception.message": message,
    ...(stack !== undefined && { "exception.stacktrace": stack }),
  };
}

function assemble({ code, name, message, stack }: ExceptionParts): object {
  return Object.assign(Object.create(Error.prototype), {
    name: textOf(code ?? name ?? "Error"),
    message: textOf(message ?? ""),
    ...(stack !== undefined && { stack: textOf(stack) }),
  });
}
