/** What an agent emits, in-process: no collector, no SDK, no log file. */
import { Agent, ScriptedModel, tool } from "@heddle/agent";
import { InMemoryTelemetry, type SpanNode } from "@heddle/core";

const add = tool<{ a: number; b: number }>({
  name: "add",
  description: "Adds two integers.",
  parameters: { type: "object", properties: { a: { type: "integer" }, b: { type: "integer" } }, required: ["a", "b"] },
  execute: ({ a, b }) => a + b,
});

// A scripted model keeps the run the same each time, and needs no network.
const model = new ScriptedModel([
  {
    toolCalls: [{ id: "c1", name: "add", arguments: { a: 2, b: 3 } }],
    usage: { inputTokens: 42, outputTokens: 12, costUsd: 0.00012 },
  },
  { text: "The sum is 5.", usage: { inputTokens: 60, outputTokens: 6, costUsd: 0.00015 } },
]);
const telemetry = new InMemoryTelemetry();
const agent = new Agent("You are an arithmetic assistant.", { model, tools: [add], telemetry });

await agent.run("What is 2 + 3?", { userId: "alice", sessionId: "run_1" });

// Spans say how long it took, and below which other span.
const show = (nodes: readonly SpanNode[], indent = "") => {
  for (const { span, children } of nodes) {
    const { duration_ms, session_id, user_id, ...attributes } = span.attributes;
    console.log(`${indent}${span.name} (${span.durationMs}ms)`, JSON.stringify(attributes));
    show(children, `${indent}  `);
  }
};
show(telemetry.tree());

// Metrics say which instrument they are.
for (const { name, value, instrumentKind, attributes } of telemetry.metrics()) {
  console.log(name, name.endsWith("_ms") ? "" : value, `(${instrumentKind})`, attributes.user_id);
}

// Output:
// loom.run (<ms>ms) {"architecture":"react","turns":2,"stop_reason":"done"}
//   loom.turn (<ms>ms) {"turn":0}
//     loom.model.stream (<ms>ms) {"model":"ScriptedModel","retries":0,"tokens_in":42,"tokens_out":12}
//     loom.tool (<ms>ms) {"tool":"add","call_id":"c1","ok":true}
//   loom.turn (<ms>ms) {"turn":1}
//     loom.model.stream (<ms>ms) {"model":"ScriptedModel","retries":0,"tokens_in":60,"tokens_out":6}
// loom.tokens.input 42 (counter) alice
// loom.tokens.output 12 (counter) alice
// loom.cost.usd 0.00012 (counter) alice
// loom.tool.duration_ms  (histogram) alice
// loom.tokens.input 60 (counter) alice
// loom.tokens.output 6 (counter) alice
// loom.cost.usd 0.00015 (counter) alice
// loom.session.duration_ms  (histogram) alice
