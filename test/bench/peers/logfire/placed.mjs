/** Logfire, with its defaults. */
import { trace } from "@opentelemetry/api";
import { configure, instrument, span, startSpan } from "@pydantic/logfire-node";

export function makeSubject({ url }) {
  configure({ token: "bench", advanced: { baseUrl: url }, serviceName: "bench" });
  const provider = trace.getTracerProvider();
  const flush = async () => (provider.getDelegate?.() ?? provider).forceFlush();
  return {
    trace: (name, attributes, work) => span(name, { attributes, callback: work }),
    open: (name, attributes) => startSpan(name, attributes),
    wrapGenerator: (message, generator) => instrument(generator, { message }),
    flush,
    dispose: flush,
  };
}
