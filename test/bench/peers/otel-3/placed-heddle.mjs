/** Heddle over OpenTelemetry JS, SDK 3, with the defaults of both. */
import { startSpan } from "@heddle/core";
import { OTelTelemetry } from "@heddle/otel";
import * as api from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { BatchSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

export function makeSubject({ url }) {
  const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces` });
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const resource = resourceFromAttributes({ "service.name": "bench" });
  const tracerProvider = new TracerProvider({ resource, spanProcessors: [new BatchSpanProcessor({ exporter })] });
  const telemetry = new OTelTelemetry({ tracerProvider, api });
  return {
    trace: (name, attributes, work) => telemetry.trace(name, attributes, work),
    open: (name, attributes) => startSpan(telemetry, name, attributes),
    async wrapGenerator(name, generator) {
      const { observe } = await import("@heddle/genai");
      return observe(generator, { name, telemetry });
    },
    flush: () => telemetry.flush(),
    dispose: () => tracerProvider.shutdown(),
  };
}
