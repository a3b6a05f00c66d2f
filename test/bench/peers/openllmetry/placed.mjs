/** OpenLLMetry, with its defaults. */
import * as api from "@opentelemetry/api";
import { forceFlush, initialize, withTask } from "@traceloop/node-server-sdk";
import { spansOf } from "../otel-trace.mjs";

export function makeSubject({ url }) {
  initialize({ baseUrl: url, apiKey: "bench", silenceInitializationMessage: true, traceloopSyncEnabled: false });
  return {
    // A task's own place for data is its input.
    trace: (name, attributes, work) => withTask({ name, inputParameters: [attributes] }, work),
    open: (name, attributes) => spansOf(api).open(name, attributes),
    wrapGenerator:
      (name, generator) =>
      (...args) =>
        withTask({ name }, generator, ...args),
    flush: () => forceFlush(),
    dispose: () => forceFlush(),
  };
}
