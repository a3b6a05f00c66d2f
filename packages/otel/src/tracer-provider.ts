/** Lets libraries that speak OpenTelemetry's API record into Heddle, without any package of OpenTelemetry. */
import { type Clock, systemClock, type Telemetry } from "@heddle/core";
import { scopeAttributes } from "./otel-attributes.ts";
import { spanSourceOf } from "./span-source.ts";
import { Tracer } from "./tracer.ts";

/** What libraries take; `api.TracerProvider` to whoever has OpenTelemetry's types. */
export interface TracerProvider {
  getTracer(name: string, version?: string, options?: object): Tracer;
}

/** Where a tracer has its time from. */
export interface TracerProviderOptions {
  /** For exceptions that are recorded without a time; the system's clocks unless given. */
  readonly clock?: Clock;
}

/**
 * A TracerProvider that records into `telemetry`, which may be any object with `trace` and `emitMetric`.
 *
 * Throws a TypeError for anything else.
 */
export function tracerProvider(telemetry: Telemetry, options: TracerProviderOptions = {}): TracerProvider {
  const { clock = systemClock() } = options;
  if (typeof telemetry?.trace !== "function" || typeof telemetry.emitMetric !== "function") {
    throw new TypeError(
      `tracerProvider: ${String(telemetry)} is no telemetry; give an object with trace() and emitMetric()`,
    );
  }
  const source = spanSourceOf(telemetry);
  return {
    getTracer: (name, version) => new Tracer(source, scopeAttributes({ name, version }), clock),
  };
}
