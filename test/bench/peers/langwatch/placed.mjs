/** LangWatch, with its defaults. */
import { getLangWatchTracer } from "langwatch";
import { setupObservability } from "langwatch/observability/node";

export function makeSubject({ url }) {
  const { shutdown } = setupObservability({ langwatch: { apiKey: "bench", endpoint: url }, serviceName: "bench" });
  const tracer = getLangWatchTracer("bench");
  return {
    trace: (name, attributes, work) => tracer.withActiveSpan(name, { attributes }, work),
    open: (name, attributes) => tracer.startSpan(name, { attributes }),
    // Its handle can be shut down, and has no flush.
    flush: async () => {},
    dispose: () => shutdown(),
  };
}
