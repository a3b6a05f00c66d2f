import { join } from "node:path";
import { Agent, type AgentOptions, type Model, ScriptedModel, type Tool, tool } from "@heddle/agent";
import { FileTelemetry, InMemoryTelemetry, type JsonValue, type Telemetry } from "@heddle/core";
import { llm } from "@heddle/genai";
import { capture, ReplayMismatch, replay } from "@heddle/testing";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const usage = { inputTokens: 10, outputTokens: 5, costUsd: 0.25 };
const turns = [
  {
    text: "Let me see.",
    toolCalls: [
      { id: "c1", name: "stock", arguments: { tea: "Assam" } },
      { id: "c2", name: "buy", arguments: { tea: "Assam" } },
    ],
    usage,
  },
  { text: "Assam is here, the shop is closed.", usage: { inputTokens: 30, outputTokens: 9 } },
];

/** Counts what is done for real. */
function shelf() {
  const done: string[] = [];
  const parameters = { type: "object", properties: { tea: { type: "string" } } };
  const stock = tool<{ tea: string }>({
    name: "stock",
    parameters,
    execute({ tea }) {
      done.push(`stock ${tea}`);
      return `{ "tea": "${tea}", "tins": 3 }`;
    },
  });
  const buy = tool<{ tea: string }>({
    name: "buy",
    parameters,
    execute({ tea }) {
      done.push(`buy ${tea}`);
      throw new RangeError("the shop is closed");
    },
  });
  return { tools: [stock, buy], done };
}

const shopkeeper = (options: AgentOptions) => new Agent("You sell tea.", { maxRetries: 0, ...options });

async function record(telemetry: Telemetry): Promise<unknown> {
  const model = new ScriptedModel(turns, { name: "gpt-5" });
  return await shopkeeper({ model, tools: shelf().tools, telemetry, captureContent: true }).run("Assam?");
}

test("an agent runs again on the file of its run: no model is asked, no tool is called", async () => {
  const path = join(temporaryFolder(), "run.jsonl");
  const telemetry = new FileTelemetry(path);
  const before = await record(telemetry);
  await telemetry.flush();
  const { tools, done } = shelf();
  const recorded = replay(path);
  const again = capture();

  const model: Model = recorded.model();
  const after = await shopkeeper({ model, tools: recorded.tools(tools), telemetry: again.telemetry }).run("Assam?");

  expect(after).toEqual({ ...(before as object), sessionId: expect.any(String) });
  expect([model.name, done, recorded.unused, recorded.mismatch]).toEqual(["gpt-5", [], [], undefined]);
  expect(recorded.calls.map(({ kind, name }) => `${kind} ${name}`)).toEqual(["llm ", "tool stock", "tool buy", "llm "]);
  expect(again.spans().map(({ name, status, exception }) => [name, status, exception])).toContainEqual([
    "loom.tool",
    "error",
    "RangeError: the shop is closed",
  ]);
});

test("an agent that has changed stops at the first call that differs, though agents go on when tools fail", async () => {
  const telemetry = new InMemoryTelemetry();
  await record(telemetry);
  const recorded = replay(telemetry);
  const { tools, done } = shelf();
  const changed = { ...(tools[0] as Tool), call: () => recorded.tool("stock", { tea: "Darjeeling" }) };

  const thrown = shopkeeper({ model: recorded.model(), tools: [changed, ...recorded.tools(tools.slice(1))] }).run(
    "Assam?",
  );

  await expect(thrown).rejects.toThrow(ReplayMismatch);
  expect(recorded.mismatch?.message).toBe(
    [
      'replay: call 2, stock({ tea: "Darjeeling" }), is not in the recording',
      'nearest is recorded call 2, stock({ tea: "Assam" })',
      '  tea is "Darjeeling", recorded "Assam"',
    ].join("\n"),
  );
  expect(done).toEqual([]);
});

test("from a call on, tools and models are asked for real", async () => {
  const telemetry = new InMemoryTelemetry();
  await record(telemetry);
  const recorded = replay(telemetry, { liveFrom: 3 });
  const { tools, done } = shelf();
  const live = new ScriptedModel([{ text: "Live." }], { name: "gpt-6" });
  const model = recorded.model(live);

  const { output } = await shopkeeper({ model, tools: recorded.tools(tools) }).run("Assam?");

  expect([output, model.name, done]).toEqual(["Live.", "gpt-6", ["buy Assam"]]);
  expect(live.requests[0]?.messages.map(({ role }) => role)).toEqual(["system", "user", "assistant", "tool", "tool"]);
  expect(recorded.calls.map(({ source }) => source)).toEqual(["recording", "recording", "live", "live"]);
});

test("what typed spans have recorded of any model is an agent's, too; ids that are missing are made up", async () => {
  const { telemetry } = capture();
  const input = [
    { role: "system", content: "You sell tea." },
    { role: "user", content: "Assam?" },
  ];
  const asked = { type: "function", function: { name: "stock", arguments: '{"tea":"Assam"}' } };
  llm("chat", { telemetry, input }, () => ({ role: "assistant", content: null, tool_calls: [asked] }));
  const recorded = replay(telemetry, { onMismatch: "live" });
  const live = new ScriptedModel([{ text: "Live." }]);
  const { tools, done } = shelf();

  const result = await shopkeeper({ model: recorded.model(live), tools: recorded.tools(tools) }).run("Assam?");

  expect([result.output, done]).toEqual(["Live.", ["stock Assam"]]);
  expect(live.requests[0]?.messages[3]).toMatchObject({ call: { id: "call_1_1", name: "stock" } });
  expect(replay(telemetry).model().name).toBe("replay");
});

test("an answer that was recorded as text, or as one message, is what a model says", async () => {
  const answered = async (output: JsonValue) => {
    const attributes = { input: [{ role: "user", content: "Assam?" }], output };
    const { telemetry } = capture();
    telemetry.trace("chat", { "heddle.span.type": "llm", ...attributes }, () => {});
    const chunks: unknown[] = [];
    for await (const chunk of replay(telemetry).model().stream({ messages: attributes.input })) chunks.push(chunk);
    return chunks;
  };
  const finish = { type: "finish", usage: { inputTokens: 0, outputTokens: 0 } };

  expect(await answered("Yes.")).toEqual([{ type: "text", text: "Yes." }, finish]);
  expect(await answered({ role: "assistant", content: "No." })).toEqual([{ type: "text", text: "No." }, finish]);
});

test.each([
  undefined,
  () => 1,
  null,
  "",
  "null",
  "5",
  0,
  false,
  Number.NaN,
  new Date(0),
  new Map([[1, 2]]),
  [undefined, Number.NaN],
  { at: new Date(0) },
  10n,
])("a tool that gave %o tells the model the same again", async (given) => {
  const telemetry = new InMemoryTelemetry();
  const look = tool({ name: "look", execute: () => given });
  const script = [{ toolCalls: [{ id: "c1", name: "look", arguments: {} }] }, { text: "I see." }];
  await shopkeeper({ model: new ScriptedModel(script), tools: [look], telemetry, captureContent: true }).run("Look!");
  const recorded = replay(telemetry);

  const { output } = await shopkeeper({ model: recorded.model(), tools: recorded.tools([look]) }).run("Look!");

  expect([output, recorded.unused]).toEqual(["I see.", []]);
});

test("a run whose contents were not kept is told so", async () => {
  const telemetry = new InMemoryTelemetry();
  await shopkeeper({ model: new ScriptedModel([{ text: "Hi." }]), telemetry }).run("Hi?");

  expect(() => replay(telemetry)).toThrow("record it: captureContent of an Agent, capture of configure()");
});
