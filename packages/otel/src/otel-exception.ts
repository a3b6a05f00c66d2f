/** Reads what OpenTelemetry's API takes as an exception: an error, an object with parts of one, or a text. */
import { types } from "node:util";
import type { JsonObject } from "@heddle/core";
import { jsonAttributes, textOf } from "@heddle/core/bridge";

/** Parts of an error. A `code` says more than the name does. */
interface ExceptionParts {
  readonly code?: unknown;
  readonly name?: unknown;
  readonly message?: unknown;
  readonly stack?: unknown;
}

/** An error with what `exception` says. A real one is given back as it is. */
export function errorLike(exception: unknown): Error {
  if (types.isNativeError(exception)) return exception;
  const { code, name, message, stack } = partsOf(exception);
  const error: Error = Object.create(Error.prototype);
  return Object.assign(error, {
    name: textOf(code ?? name ?? "Error"),
    message: textOf(message ?? ""),
    ...(stack !== undefined && { stack: textOf(stack) }),
  });
}

/** The attributes of the event that OpenTelemetry's SDKs make of it. */
export function exceptionAttributes(exception: unknown): JsonObject {
  const { name, message, stack } = errorLike(exception);
  return jsonAttributes({ "exception.type": name, "exception.message": message, "exception.stacktrace": stack });
}

function partsOf(exception: unknown): ExceptionParts {
  if (typeof exception === "object" && exception !== null) return exception;
  return { message: exception };
}
