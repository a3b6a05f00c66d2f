/** OpenTelemetry for Heddle, both ways. */
export type { AnyApi, AnyMeterProvider, AnyTracerProvider } from "./otel-api.ts";
export { otelResolvers } from "./otel-resolvers.ts";
export { type OTelOptions, OTelTelemetry } from "./otel-telemetry.ts";
export { type SharedIds, sharedIds } from "./shared-ids.ts";
