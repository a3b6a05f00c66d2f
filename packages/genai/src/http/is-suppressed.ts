/** Knows OpenTelemetry's own requests: its exporters send where tracing is suppressed. */

/** The part of OpenTelemetry's context that is needed, wherever its packages are and whichever there are. */
interface ContextManager {
  active(): { getValue(key: symbol): unknown };
}

/** Where `@opentelemetry/api` 1 keeps what is registered, and the key of `suppressTracing` in `@opentelemetry/core`. */
const API: unique symbol = Symbol.for("opentelemetry.js.api.1");
const SUPPRESS = Symbol.for("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

/** Whether the program is inside of `suppressTracing`. */
export function isSuppressed(): boolean {
  const manager = (globalThis as { [API]?: { context?: ContextManager } })[API]?.context;
  return manager?.active().getValue(SUPPRESS) === true;
}
