/** LangSmith, with its defaults. */
import { Client, RunTree } from "langsmith";
import { traceable } from "langsmith/traceable";

export function makeSubject({ url }) {
  process.env.LANGSMITH_TRACING = "true";
  const client = new Client({ apiUrl: url, apiKey: "bench" });
  return {
    trace: (name, metadata, work) => traceable(work, { name, metadata, client })(),
    open: (name, metadata) => void new RunTree({ name, client, extra: { metadata } }).postRun(),
    wrapGenerator: (name, generator) => traceable(generator, { name, client }),
    flush: () => client.awaitPendingTraceBatches(),
    dispose: () => client.awaitPendingTraceBatches(),
  };
}
