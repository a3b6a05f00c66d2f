/** Braintrust, with its defaults. */
import { flush, initLogger, startSpan, traced, wrapTraced } from "braintrust";

export function makeSubject({ url }) {
  process.env.BRAINTRUST_API_URL = url;
  initLogger({ projectName: "bench", apiKey: "bench", appUrl: url });
  return {
    trace: (name, metadata, work) => traced(work, { name, event: { metadata } }),
    open: (name, metadata) => startSpan({ name, event: { metadata } }),
    wrapGenerator: (name, generator) => wrapTraced(generator, { name }),
    flush: () => flush(),
    dispose: () => flush(),
  };
}
