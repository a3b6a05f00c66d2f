/** OpenTelemetry for Heddle, both ways. */
export { HeddleMetricExporter } from "./heddle-metric-exporter.ts";
export { HeddleSpanExporter } from "./heddle-span-exporter.ts";
export { HeddleSpanProcessor } from "./heddle-span-processor.ts";
export type { AnyApi, AnyMeterProvider, AnyTracerProvider } from "./otel-api.ts";
export { otelResolvers } from "./otel-resolvers.ts";
export { type OTelOptions, OTelTelemetry } from "./otel-telemetry.ts";
export type { ReadSpanOptions } from "./read-span.ts";
export { type SharedIds, sharedIds } from "./shared-ids.ts";
