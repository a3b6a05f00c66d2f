/** Mastra's observability, with its platform exporter's defaults. */

import { AsyncLocalStorage } from "node:async_hooks";
import { SpanType } from "@mastra/core/observability";
import { DefaultObservabilityInstance, MastraPlatformExporter } from "@mastra/observability";

export function makeSubject({ url }) {
  const exporter = new MastraPlatformExporter({ accessToken: "bench", projectId: "bench", endpoint: url });
  const observability = new DefaultObservabilityInstance({
    name: "bench",
    serviceName: "bench",
    exporters: [exporter],
  });
  // Mastra's users pass the parent of a span on; nothing but a function is passed on here.
  const current = new AsyncLocalStorage();
  const start = (name, metadata) => {
    const options = { type: SpanType.GENERIC, name, metadata };
    const parent = current.getStore();
    return parent ? parent.createChildSpan(options) : observability.startSpan(options);
  };
  return {
    async trace(name, metadata, work) {
      const span = start(name, metadata);
      try {
        const output = await current.run(span, work);
        span.end();
        return output;
      } catch (error) {
        span.error({ error });
        throw error;
      }
    },
    open: start,
    flush: () => observability.flush(),
    dispose: () => observability.shutdown(),
  };
}
