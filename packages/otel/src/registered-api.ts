/** What programs have registered with OpenTelemetry's API, whichever of its copies they did it with. */

interface RegisteredApi {
  readonly version: string;
  readonly context?: object;
  readonly trace?: object;
  readonly metrics?: object;
}

/** Copies of major version 1 share it; each of them decides whether it goes with the version that is there. */
const KEY = Symbol.for("opentelemetry.js.api.1");

export function registeredApi(): RegisteredApi | undefined {
  return (globalThis as { [KEY]?: RegisteredApi })[KEY];
}
