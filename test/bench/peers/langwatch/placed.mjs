/** LangWatch: by default, it sends each span by itself. */
import { trace } from "@opentelemetry/api";
import { getLangWatchTracer } from "langwatch";
import { setupObservability } from "langwatch/observability/node";

/** @param {{ url: string, processorType?: "simple" | "batch" }} options */
export function makeSubject({ url, processorType = "simple" }) {
  const langwatch = { apiKey: "bench", endpoint: url, processorType };
  const { shutdown } = setupObservability({ langwatch, serviceName: "bench" });
  const tracer = getLangWatchTracer("bench");
  return {
    trace: (name, attributes, work) => tracer.withActiveSpan(name, { attributes }, work),
    open: (name, attributes) => tracer.startSpan(name, { attributes }),
    // Its handle can be shut down, and has no flush; the provider that it registers has.
    flush: () => trace.getTracerProvider().getDelegate().forceFlush(),
    dispose: () => shutdown(),
  };
}
