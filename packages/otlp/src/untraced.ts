/** Keeps OpenTelemetry's instrumentations from making spans of our own requests. */

/** The part of OpenTelemetry's context that is needed, wherever its packages are and whichever there are. */
interface Context {
  setValue(key: symbol, value: unknown): Context;
}
interface ContextManager {
  active(): Context;
  with<T>(context: Context, work: () => T): T;
}

/** Where `@opentelemetry/api` 1 keeps what is registered, and the key of `suppressTracing` in `@opentelemetry/core`. */
const API: unique symbol = Symbol.for("opentelemetry.js.api.1");
const SUPPRESS = Symbol.for("OpenTelemetry SDK Context Key SUPPRESS_TRACING");

/** Runs `work` as `suppressTracing` would. */
export function untraced<T>(work: () => T): T {
  const manager = (globalThis as { [API]?: { context?: ContextManager } })[API]?.context;
  if (manager === undefined) return work();
  return manager.with(manager.active().setValue(SUPPRESS, true), work);
}
