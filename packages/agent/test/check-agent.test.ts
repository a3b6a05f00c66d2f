import { Agent, ScriptedModel, tool, Workflow } from "@heddle/agent";
import { expect, test } from "vitest";

const model = new ScriptedModel([{ text: "Hello." }]);
const make = (instructions: unknown, options: unknown) => new Agent(instructions as string, options as never);
const first = tool({ name: "same", execute() {} });
const second = tool({ name: "same", execute() {} });
const worker = new Agent("", { model });
const delegate = tool({ name: "delegate", execute() {} });
const aiSdk = "give one with stream(): aiSdkModel() makes it of one of the AI SDK";

test.each([
  [{ model: "gpt-5" }, `Agent: model is "gpt-5"; ${aiSdk}`],
  [{}, `Agent: model is undefined; ${aiSdk}`],
  [{ model, tools: {} }, "Agent: tools is {}; give a list"],
  [{ model, tools: [undefined] }, "Agent: tools[0] is undefined; give what tool() returns"],
  [{ model, tools: [first, second] }, 'Agent: tools[1].name is "same"; give a name that no other tool has'],
  [{ model, tools: [delegate], workers: { worker } }, 'Agent: tools[1].name is "delegate"; give a name that no'],
  [{ model, workers: { worker: 5 } }, "Agent: workers.worker is 5; give an Agent"],
  [{ model, memory: {} }, "Agent: memory is {}; give recall and extract"],
  [{ model, memory: { recall() {} } }, "give recall and extract"],
  [{ model, budget: { maxTokens: Number.NaN } }, "Agent: budget.maxTokens is NaN; give a number from 0"],
  [{ model, budget: { maxWallClockMs: -1 } }, "Agent: budget.maxWallClockMs is -1; give a number from 0"],
  [{ model, budget: { maxCostUsd: "5" } }, 'Agent: budget.maxCostUsd is "5"; give a number from 0'],
  [{ model, captureContent: "yes" }, 'Agent: captureContent is "yes"; give true or false'],
  [{ model, budget: null }, "Agent: budget is null; give an object"],
  [{ model, now: 5 }, "Agent: now is 5; give a function"],
  [{ model, maxTurns: 0 }, "Agent: maxTurns is 0; give a number from 1"],
  [{ model, maxTurns: Number.NaN }, "Agent: maxTurns is NaN; give a number from 1"],
  [{ model, maxRetries: -1 }, "Agent: maxRetries is -1; give a number from 0"],
  [undefined, "Agent: options is undefined; give { model }"],
  [null, "Agent: options is null; give { model }"],
])("an agent of %o is refused where it is made", (options, message) => {
  expect(() => make("", options)).toThrow(message);
});

test("a limit that is undefined is none", async () => {
  const agent = make("", { model: new ScriptedModel([{ text: "Hi." }]), budget: { maxTokens: undefined } });

  expect((await agent.run("Go.")).stopReason).toBe("done");
});

test("instructions that are no text are refused", () => {
  expect(() => make({ model }, { model })).toThrow(/^Agent: instructions is \{.+\}; give text$/s);
});

test.each([
  [{ sessionId: "" }, 'run: sessionId is ""; give text, or leave it out'],
  [{ userId: "" }, 'run: userId is ""; give text, or leave it out'],
  [{ userId: null }, "run: userId is null; give text, or leave it out"],
])("a run of %o is refused, an agent's and a workflow's", async (options, message) => {
  await expect(worker.run("Hi.", options as never)).rejects.toThrow(message);
  await expect(worker.stream("Hi.", options as never).next()).rejects.toThrow(message);
  await expect(new Workflow("w").run("", options as never)).rejects.toThrow(message);
});

test("a signal and an input that are none are refused", async () => {
  const run = worker.run("Hi.", { signal: {} as never });

  await expect(run).rejects.toThrow("run: signal is {}; give an AbortSignal, or leave it out");
  await expect(worker.run(undefined as never)).rejects.toThrow("run: input is undefined; give text");
});

test("a node that is no function is refused", () => {
  expect(() => new Workflow("w").step("s", 5 as never)).toThrow("Workflow: s is 5; give a function");
  expect(() => new Workflow("w").parallel("p", { a: "b" as never })).toThrow('Workflow: p.a is "b"; give a function');
});
