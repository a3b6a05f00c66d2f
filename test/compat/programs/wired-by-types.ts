/** A program that only has to type-check, with the types of whatever SDK is installed. */
import { InMemoryTelemetry } from "@heddle/core";
import { HeddleMetricExporter, HeddleSpanExporter, HeddleSpanProcessor, OTelTelemetry, sharedIds } from "@heddle/otel";
import * as api from "@opentelemetry/api";
import { MeterProvider, PeriodicExportingMetricReader } from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

const memory = new InMemoryTelemetry();
const spanProcessors = [
  new HeddleSpanProcessor(memory),
  new BatchSpanProcessor({ exporter: new HeddleSpanExporter(memory) }),
];
const tracerProvider = new TracerProvider({ idGenerator: sharedIds(), spanProcessors });
const reader = new PeriodicExportingMetricReader({ exporter: new HeddleMetricExporter(memory) });
const meterProvider = new MeterProvider({ readers: [reader] });

new OTelTelemetry({ tracerProvider, meterProvider, api });
new OTelTelemetry({ tracerProvider: api.trace.getTracerProvider(), meterProvider: api.metrics.getMeterProvider() });
