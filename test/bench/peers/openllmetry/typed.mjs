/** The run of `subjects/genai.ts` in OpenLLMetry's typed spans, kept in memory. */

import { InMemorySpanExporter } from "@opentelemetry/sdk-trace-base";
import {
  initialize,
  withAgent,
  withAssociationProperties,
  withLLMCall,
  withTask,
  withTool,
} from "@traceloop/node-server-sdk";
import { chatRequest, chatResponse, city, question, weather } from "../../typed-content.ts";

export function makeSubject() {
  const exporter = new InMemorySpanExporter();
  initialize({ exporter, disableBatch: true, silenceInitializationMessage: true, traceloopSyncEnabled: false });
  return {
    nestedRun,
    flush: async () => {},
    arrived: () => exporter.getFinishedSpans().length,
    clear: () => exporter.reset(),
    dispose() {},
  };
}

const nestedRun = (i) =>
  withAssociationProperties({ userId: "alice" }, () => withAgent({ name: "support" }, () => run(i), question));

async function run(i) {
  await ask(i);
  await withTool({ name: "weather" }, () => withTask({ name: "http.request" }, async () => weather, city), city);
  const { choices } = await ask(i);
  return choices[0].message.content;
}

function ask(i) {
  return withLLMCall({ vendor: "openai", type: "chat" }, async ({ span }) => {
    const { model, messages } = chatRequest(i);
    span.reportRequest({ model, messages });
    const response = chatResponse(i);
    span.reportResponse({ model, usage: response.usage, completions: response.choices });
    return response;
  });
}
