/** OpenTelemetry for Heddle without any package of OpenTelemetry. */
export { HeddleMetricExporter } from "./heddle-metric-exporter.ts";
export { HeddleSpanExporter } from "./heddle-span-exporter.ts";
export { HeddleSpanProcessor } from "./heddle-span-processor.ts";
export type { ReadSpanOptions } from "./read-span.ts";
export type { Tracer, TracerSpanOptions } from "./tracer.ts";
export { type TracerProvider, type TracerProviderOptions, tracerProvider } from "./tracer-provider.ts";
export type { TracerSpan } from "./tracer-span.ts";
