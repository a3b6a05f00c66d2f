import { Agent, ScriptedModel, tool } from "@heddle/agent";
import { InMemoryTelemetry } from "@heddle/core";
import { expect, test } from "vitest";

const contents = [
  "gen_ai.input.messages",
  "gen_ai.output.messages",
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.call.result",
];

/** What the spans of a supervisor, its tool and its worker say of what was given and what came of it. */
async function kept(captureContent?: boolean): Promise<unknown[]> {
  const telemetry = new InMemoryTelemetry();
  const look = tool({ name: "look", execute: () => ({ found: 1 }) });
  const worker = new Agent("You write.", { model: new ScriptedModel([{ text: "Cold." }]) });
  const model = new ScriptedModel([
    { text: "Let me see.", toolCalls: [{ id: "c1", name: "look", arguments: {} }] },
    { toolCalls: [{ id: "c2", name: "delegate", arguments: { worker: "writer", task: "Sum up." } }] },
    { text: "Take a coat." },
  ]);
  const options = { model, tools: [look], workers: { writer: worker }, telemetry };

  await new Agent("You supervise.", captureContent === undefined ? options : { ...options, captureContent }).run("Go?");

  return telemetry
    .spans()
    .map(({ attributes }) => contents.flatMap((name) => (name in attributes ? [attributes[name]] : [])))
    .filter((found) => found.length > 0);
}

const text = (role: string, content: string) => ({ role, parts: [{ type: "text", content }] });
const said = (content: string) => [{ ...text("assistant", content), finish_reason: "stop" }];

test("spans keep what was said, and what tools were given and gave, where they shall; those of workers, too", async () => {
  const look = { type: "tool_call", id: "c1", name: "look", arguments: {} };
  const task = { worker: "writer", task: "Sum up." };
  const delegate = { type: "tool_call", id: "c2", name: "delegate", arguments: task };
  const first = [text("system", "You supervise."), text("user", "Go?")];
  const answer = { role: "assistant", parts: [{ type: "text", content: "Let me see." }, look] };
  const result = { role: "tool", parts: [{ type: "tool_call_response", id: "c1", response: '{"found":1}' }] };
  const second = [...first, answer, result];
  const handed = { role: "assistant", parts: [delegate] };
  const cold = { role: "tool", parts: [{ type: "tool_call_response", id: "c2", response: "Cold." }] };

  expect(await kept(true)).toEqual([
    [first, [{ ...answer, finish_reason: "tool_call" }]],
    [{}, { found: 1 }],
    [second, [{ ...handed, finish_reason: "tool_call" }]],
    [[text("system", "You write."), text("user", "Sum up.")], said("Cold.")],
    [task, "Cold."],
    [[...second, handed, cold], said("Take a coat.")],
  ]);
});

test("spans keep none of it unless told", async () => {
  expect([await kept(), await kept(false)]).toEqual([[], []]);
});

test.each([
  ["cold", "cold"],
  [{ degrees: 5 }, { degrees: 5 }],
  [new Map([[1, 2]]), {}],
  [{ toJSON: () => "cold" }, '"cold"'],
  [Number.NaN, "null"],
  [null, "null"],
  [undefined, undefined],
])("of a tool that gives %o, spans keep what its model is told", async (given, told) => {
  const telemetry = new InMemoryTelemetry();
  const look = tool({ name: "look", execute: () => given });
  const model = new ScriptedModel([{ toolCalls: [{ id: "c1", name: "look", arguments: {} }] }, { text: "I see." }]);

  await new Agent("You look.", { model, tools: [look], telemetry, captureContent: true }).run("Go?");

  expect(telemetry.find("loom.tool")[0]?.attributes["gen_ai.tool.call.result"]).toEqual(told);
});
