/** OpenTelemetry JS, SDK 3: by default a batch processor, and OTLP over HTTP. */
import * as api from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { spansOf } from "../otel-trace.mjs";

/** @param {{ url: string, processor?: "batch" | "memory" | "none" }} options */
export function makeSubject({ url, processor: kind = "batch" }) {
  const exporter = kind === "memory" ? new InMemorySpanExporter() : new OTLPTraceExporter({ url: `${url}/v1/traces` });
  const processors =
    kind === "none" ? [] : [new (kind === "batch" ? BatchSpanProcessor : SimpleSpanProcessor)({ exporter })];
  const provider = new TracerProvider({
    resource: resourceFromAttributes({ "service.name": "bench" }),
    spanProcessors: processors,
  });
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  api.trace.setGlobalTracerProvider(provider);
  return {
    ...spansOf(api),
    flush: () => provider.forceFlush(),
    ...(kind === "memory" && { read: () => exporter.getFinishedSpans() }),
    dispose: () => provider.shutdown(),
  };
}
