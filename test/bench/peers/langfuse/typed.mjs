/** The run of `subjects/genai.ts` in Langfuse's typed observations, kept in memory. */
import { LangfuseOtelSpanAttributes, propagateAttributes, startActiveObservation } from "@langfuse/tracing";
import { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } from "@opentelemetry/sdk-trace-node";
import { chatRequest, chatResponse, city, question, weather } from "../../typed-content.ts";

export function makeSubject() {
  const exporter = new InMemorySpanExporter();
  new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }).register();
  return {
    nestedRun,
    flush: async () => {},
    arrived: () => exporter.getFinishedSpans().filter(isTyped).length,
    clear: () => exporter.reset(),
    dispose() {},
  };
}

const isTyped = ({ attributes }) => attributes[LangfuseOtelSpanAttributes.OBSERVATION_TYPE] !== undefined;

const nestedRun = (i) =>
  propagateAttributes({ userId: "alice" }, () =>
    startActiveObservation(
      "support",
      async (run) => {
        run.update({ input: question });
        await ask("plan", i);
        await look("weather", "tool", () => look("http.request", "span", async () => weather));
        const { choices } = await ask("answer", i);
        run.update({ output: choices[0].message.content });
      },
      { asType: "agent" },
    ),
  );

function ask(name, i) {
  const { model, temperature, messages } = chatRequest(i);
  return startActiveObservation(
    name,
    async (generation) => {
      generation.update({ model, modelParameters: { temperature }, input: messages });
      const response = chatResponse(i);
      generation.update({ output: response.choices.map(({ message }) => message), usageDetails: response.usage });
      return response;
    },
    { asType: "generation" },
  );
}

function look(name, asType, work) {
  return startActiveObservation(
    name,
    async (observation) => {
      observation.update({ input: city });
      const output = await work();
      observation.update({ output });
      return output;
    },
    { asType },
  );
}
