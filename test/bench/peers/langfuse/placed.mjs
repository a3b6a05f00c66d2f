/** Langfuse, with its defaults. */
import { LangfuseSpanProcessor } from "@langfuse/otel";
import { observe, startActiveObservation, startObservation } from "@langfuse/tracing";
import { NodeTracerProvider } from "@opentelemetry/sdk-trace-node";

export function makeSubject({ url }) {
  const processor = new LangfuseSpanProcessor({ baseUrl: url, publicKey: "pk-bench", secretKey: "sk-bench" });
  const provider = new NodeTracerProvider({ spanProcessors: [processor] });
  provider.register();
  return {
    trace: (name, metadata, work) =>
      startActiveObservation(name, async (span) => {
        span.update({ metadata });
        return await work();
      }),
    open: (name, metadata) => startObservation(name, { metadata }),
    wrapGenerator: (name, generator) => observe(generator, { name }),
    flush: () => processor.forceFlush(),
    dispose: () => provider.shutdown(),
  };
}
