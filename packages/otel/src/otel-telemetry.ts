/** Records spans and metrics with OpenTelemetry. */
import { Recorder, type RecorderOptions } from "@heddle/core";
import type { OtlpLimits } from "@heddle/core/bridge";
import * as ownApi from "@opentelemetry/api";
import type { AnyApi, AnyMeterProvider, AnyTracerProvider, OTelApi } from "./otel-api.ts";
import { OTelSink } from "./otel-sink.ts";
import { Wiring } from "./wiring.ts";

/** Where the records go, what of them leaves the process, and how they are recorded. */
export interface OTelOptions extends RecorderOptions, OtlpLimits {
  /** Whose spans they become; the API's global provider unless given. */
  readonly tracerProvider?: AnyTracerProvider;
  /** Whose metrics they become; the API's global provider unless given. */
  readonly meterProvider?: AnyMeterProvider;
  /** The program's `import * as api from "@opentelemetry/api"`, where this package would find another copy of it. */
  readonly api?: AnyApi;
}

/**
 * Every span is a span of OpenTelemetry, and active there while its work runs. It has OpenTelemetry's ids, and so has
 * every other member of a `MultiTelemetry`; without an SDK there are only Heddle's own. `flush()` flushes the providers.
 * They belong to the program: nothing here shuts them down or registers them.
 *
 * Throws a TypeError or RangeError for an option that is none.
 */
export class OTelTelemetry extends Recorder {
  constructor(options: OTelOptions = {}) {
    checkOptions(options);
    const { tracerProvider, meterProvider, api = ownApi } = options;
    checkLimits(options);
    checkHas("tracerProvider", tracerProvider, "getTracer");
    checkHas("meterProvider", meterProvider, "getMeter");
    checkHas("api", api, "trace", "context", "metrics");
    const wiring = new Wiring(api as OTelApi, tracerProvider, meterProvider);
    super(new OTelSink(wiring, options), options);
  }
}

/** A provider in their place would be passed over, and nothing recorded. */
function checkOptions(options: object): void {
  if (typeof options === "object" && options !== null && !("getTracer" in options)) return;
  throw new TypeError(`OTelTelemetry: options is ${String(options)}; give an object such as { tracerProvider }`);
}

function checkHas(option: string, value: object | undefined, ...members: string[]): void {
  if (value === undefined) return;
  const missing = members.find((member) => (value as Record<string, unknown> | null)?.[member] === undefined);
  if (missing === undefined) return;
  const expected =
    option === "api" ? 'import * as api from "@opentelemetry/api"' : "a provider of an OpenTelemetry SDK";
  throw new TypeError(`OTelTelemetry: ${option} has no ${missing}: ${String(value)}; give ${expected}`);
}

function checkLimits({ captureContent, valueLength }: OtlpLimits): void {
  if (captureContent !== undefined && typeof captureContent !== "boolean") {
    throw new TypeError(`OTelTelemetry: captureContent is ${String(captureContent)}; give true or false`);
  }
  if (valueLength !== undefined && !(Number.isSafeInteger(valueLength) && valueLength > 0)) {
    throw new RangeError(`OTelTelemetry: valueLength is ${String(valueLength)}; give a positive whole number`);
  }
}
