/** The options of an `OtlpTelemetry`, filled in. */
import { randomUUID } from "node:crypto";
import type { JsonObject } from "@heddle/core";
import { jsonAttributes, type OtlpLimits } from "@heddle/core/bridge";
import { checkOptions } from "./check-options.ts";
import { endpointOf } from "./endpoint.ts";
import { isTrue } from "./endpoint-url.ts";
import { type Given, numberIn, oneOf, option, variable } from "./given.ts";
import { keyValueList } from "./key-value-list.ts";
import type { OtlpOptions } from "./otlp-options.ts";
import type { OtlpResource } from "./otlp-resource.ts";
import type { SenderSettings } from "./sender.ts";
import { type SpoolSettings, spoolSettings } from "./spool-options.ts";

export interface OtlpSettings {
  /** Nothing is to be recorded at all. */
  readonly isDisabled: boolean;
  readonly sender: SenderSettings;
  readonly resource: OtlpResource;
  readonly limits: OtlpLimits;
  readonly batch: { readonly intervalMs: number; readonly maxBytes: number; readonly maxSpans: number };
  readonly maxRequests: number;
  readonly retry: { readonly firstMs: number; readonly maxMs: number };
  readonly maxQueueBytes: number;
  readonly metricsIntervalMs: number;
  readonly temporality: "cumulative" | "delta";
  readonly exitTimeoutMs: number;
  readonly signals: boolean;
  readonly spool?: SpoolSettings;
}

const MEBIBYTE = 1024 * 1024;
/** Timers take no longer time. */
const LONGEST_MS = 2 ** 31 - 1;

/** Throws a TypeError for an option or environment variable that cannot be meant. */
export function otlpSettings(options: OtlpOptions): OtlpSettings {
  checkOptions(options);
  const { batch = {}, retry = {} } = options;
  const intervalMs = option("batch.intervalMs", batch.intervalMs) ?? variable("OTEL_BSP_SCHEDULE_DELAY");
  const maxSpans = option("batch.maxSpans", batch.maxSpans) ?? variable("OTEL_BSP_MAX_EXPORT_BATCH_SIZE");
  const metricsMs = option("metricsIntervalMs", options.metricsIntervalMs) ?? variable("OTEL_METRIC_EXPORT_INTERVAL");
  return {
    isDisabled: isTrue(variable("OTEL_SDK_DISABLED")),
    sender: senderSettings(options),
    resource: { attributes: resourceOf(options) },
    limits: limitsOf(options),
    batch: {
      intervalMs: within(intervalMs, 1, LONGEST_MS, 1000),
      maxBytes: within(option("batch.maxBytes", batch.maxBytes), 1024, 4 * MEBIBYTE, MEBIBYTE),
      maxSpans: within(maxSpans, 1, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
    },
    maxRequests: within(option("batch.maxRequests", batch.maxRequests), 1, 4, 2),
    retry: {
      firstMs: within(option("retry.firstMs", retry.firstMs), 1, LONGEST_MS, 1000),
      maxMs: within(option("retry.maxMs", retry.maxMs), 1, LONGEST_MS, 30_000),
    },
    maxQueueBytes: within(option("maxQueueBytes", options.maxQueueBytes), 1, 2 ** 40, 64 * MEBIBYTE),
    metricsIntervalMs: within(metricsMs, 1, LONGEST_MS, 60_000),
    temporality: temporalityOf(options),
    exitTimeoutMs: within(
      option("exitTimeoutMs", options.exitTimeoutMs),
      0,
      LONGEST_MS,
      options.spool === undefined ? 10_000 : 5_000,
    ),
    signals: options.signals ?? false,
    ...(options.spool !== undefined && { spool: spoolSettings(options.spool, options) }),
  };
}

function senderSettings(options: OtlpOptions): SenderSettings {
  const { fetch, agent } = options;
  const endpoints = { traces: endpointOf("traces", options), metrics: endpointOf("metrics", options) };
  const isGrpc = [endpoints.traces, endpoints.metrics].some(({ protocol }) => protocol === "grpc");
  for (const [name, value] of Object.entries({ fetch, agent })) {
    if (value === undefined || !isGrpc) continue;
    throw new TypeError(
      `OtlpTelemetry: ${name} is given, and the protocol is "grpc"; leave it out, or give "http/protobuf"`,
    );
  }
  return { ...endpoints, ...(fetch && { fetch }), ...(agent && { agent }), isBackground: true };
}

function within(given: Given<unknown> | undefined, least: number, most: number, unlessGiven: number): number {
  return given === undefined ? unlessGiven : numberIn(given, least, most);
}

/** The more particular wins: an option, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`. */
function resourceOf({ service, resource }: OtlpOptions): JsonObject {
  const serviceName = variable("OTEL_SERVICE_NAME")?.value;
  return {
    "service.name": "unknown_service:node",
    // Processes that count the same thing are told apart by it.
    "service.instance.id": randomUUID(),
    "telemetry.sdk.language": "nodejs",
    "telemetry.sdk.name": "heddle",
    ...keyValueList(variable("OTEL_RESOURCE_ATTRIBUTES")),
    ...(serviceName !== undefined && { "service.name": serviceName }),
    ...jsonAttributes(resource),
    ...(service !== undefined && { "service.name": service }),
  };
}

function limitsOf({ captureContent = false, valueLength }: OtlpOptions): OtlpLimits {
  const length = option("valueLength", valueLength);
  return { captureContent, ...(length && { valueLength: numberIn(length, 1, 2 ** 29) }) };
}

/** `lowmemory` is delta for the instruments that there are here. */
function temporalityOf(options: OtlpOptions): "cumulative" | "delta" {
  const own = oneOf(option("temporality", options.temporality), ["cumulative", "delta"]);
  if (own !== undefined) return own;
  const preferred = variable("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE");
  const lowerCase = preferred && { ...preferred, value: preferred.value.toLowerCase() };
  return (oneOf(lowerCase, ["cumulative", "delta", "lowmemory"]) ?? "cumulative") === "cumulative"
    ? "cumulative"
    : "delta";
}
