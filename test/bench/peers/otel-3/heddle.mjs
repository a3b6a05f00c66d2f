/** Heddle over OpenTelemetry JS, SDK 3: the same pipeline as `subject.mjs` has, with `OTelTelemetry` in front of it. */
import { OTelTelemetry } from "@heddle/otel";
import * as api from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

const resource = resourceFromAttributes({ "service.name": "bench" });

export function makeSubject() {
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const exporter = new InMemorySpanExporter();
  const processor = new SimpleSpanProcessor({ exporter });
  const tracerProvider = new TracerProvider({ resource, spanProcessors: [processor] });
  const telemetry = new OTelTelemetry({ tracerProvider, api });
  return {
    trace: (name, attributes, work) => telemetry.trace(name, attributes, work),
    flush: () => processor.forceFlush(),
    arrived: () => exporter.getFinishedSpans().length,
    clear: () => exporter.reset(),
    dispose() {},
  };
}
