/** OpenTelemetry JS, SDK 2: by default a batch processor, and OTLP over HTTP. */
import * as api from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  NodeTracerProvider,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import { spansOf } from "../otel-trace.mjs";

/** @param {{ url: string, processor?: "batch" | "memory" | "none" }} options */
export function makeSubject({ url, processor: kind = "batch" }) {
  const exporter = kind === "memory" ? new InMemorySpanExporter() : new OTLPTraceExporter({ url: `${url}/v1/traces` });
  const processors =
    kind === "none" ? [] : [new (kind === "batch" ? BatchSpanProcessor : SimpleSpanProcessor)(exporter)];
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ "service.name": "bench" }),
    spanProcessors: processors,
  });
  provider.register();
  return {
    ...spansOf(api),
    flush: () => provider.forceFlush(),
    ...(kind === "memory" && { read: () => exporter.getFinishedSpans() }),
    dispose: () => provider.shutdown(),
  };
}
