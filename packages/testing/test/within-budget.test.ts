import { Agent, ScriptedModel, tool } from "@heddle/agent";
import { continueTrace, InMemoryTelemetry, NoTelemetry, startSpan } from "@heddle/core";
import { BudgetExceeded, capture, withinBudget } from "@heddle/testing";
import { expect, test } from "vitest";
import "@heddle/testing/vitest";

const toolSpan = { "heddle.span.type": "tool" };

test("an agent that runs in circles is called off before the call that is one too many", async () => {
  const { telemetry: memory } = capture();
  const { telemetry, signal } = withinBudget(memory, { maxToolCalls: 3 });
  let calls = 0;
  const again = tool({ name: "again", execute: () => ++calls });
  const turns = Array.from({ length: 9 }, (_, n) => ({ toolCalls: [{ id: `c${n}`, name: "again", arguments: {} }] }));
  const agent = new Agent("You go round.", { model: new ScriptedModel(turns), tools: [again], telemetry });

  const thrown = await agent.run("Go.", { signal }).catch((error: unknown) => error);

  expect(thrown).toBe(signal.reason);
  expect(signal.reason).toBeInstanceOf(BudgetExceeded);
  expect(calls).toBe(3);
  expect(signal.reason).toMatchObject({
    name: "BudgetExceeded",
    message: "over the budget: maxToolCalls: 4, of at most 3",
    violations: [{ rule: "maxToolCalls", limit: 3, actual: 4 }],
  });
  expect(memory).toHaveSpan({ name: "loom.run", status: "cancelled" });
  expect(memory).toHaveNoOpenSpans();
});

test("what is within the budget goes on, and is recorded by the clock and the ids of the telemetry", () => {
  const { telemetry: memory, spans, pass } = capture();
  const { telemetry, signal } = withinBudget(memory, { maxDurationMs: 100, requiredTools: ["x"], maxInterrupted: 0 });

  const result = telemetry.trace("run", {}, ({ spanId }) => {
    pass(100);
    return spanId;
  });

  expect([result, signal.aborted]).toEqual(["0000000000000001", false]);
  expect(spans()[0]).toMatchObject({ name: "run", durationMs: 100 });
});

test("tokens and cost count as they come, also as metrics; each trace has the budget of its own", () => {
  const { telemetry, signal } = withinBudget(new NoTelemetry(), { maxTotalTokens: 100 });
  const ask = (tokens: number) =>
    telemetry.trace("chat", { "heddle.span.type": "llm" }, () => telemetry.emitMetric("loom.tokens.input", tokens));

  ask(60);
  ask(60);
  telemetry.emitMetric("loom.tokens.input", 1000);
  const elsewhere = "00-11111111111111111111111111111111-2222222222222222-01";
  continueTrace(elsewhere, () => telemetry.emitMetric("loom.tokens.input", 1000));
  expect(signal.aborted).toBe(false);
  telemetry.trace("run", {}, () => {
    ask(60);
    expect(signal.aborted).toBe(false);
    ask(60);
  });

  expect(signal.reason.message).toBe("over the budget: maxTotalTokens: 120, of at most 100");
});

test("a run that stands still is called off when its time is up; one that has ended is not", () => {
  const timers: { work: () => void; ms: number; isOff: boolean }[] = [];
  const timer = (work: () => void, ms: number) => {
    const each = { work, ms, isOff: false };
    timers.push(each);
    return () => {
      each.isOff = true;
    };
  };
  const { telemetry, signal } = withinBudget(new InMemoryTelemetry(), { maxDurationMs: 5000 }, { timer });

  telemetry.trace("quick", {}, () => {});
  startSpan(telemetry, "slow", {}, { parent: null });
  expect(timers.map(({ ms, isOff }) => [ms, isOff])).toEqual([
    [5000, true],
    [5000, false],
  ]);
  timers[1]?.work();
  timers[1]?.work();

  expect(signal.reason.message).toBe("over the budget: maxDurationMs: still running after 5.00s");
  expect(timers[1]?.isOff).toBe(true);
});

test("the process's timers do it unless told", async () => {
  const { telemetry, signal } = withinBudget(new InMemoryTelemetry(), { maxDurationMs: 1 });
  const span = startSpan(telemetry, "slow");

  await new Promise((resolve) => signal.addEventListener("abort", resolve));
  span.end();
  telemetry.trace("later", {}, () => {});

  expect(signal.reason).toBeInstanceOf(BudgetExceeded);
});

test("what goes on after it is over the budget is recorded, and told no more", () => {
  const { telemetry: memory } = capture();
  const { telemetry, signal } = withinBudget(memory, { forbiddenTools: ["buy"] });
  let aborts = 0;
  signal.addEventListener("abort", () => aborts++);

  for (let n = 0; n < 3; n++) telemetry.trace("buy", toolSpan, () => {});

  expect(aborts).toBe(1);
  expect(memory).toHaveSpans(["buy", "buy", "buy"]);
});

test("a long run is called off by its first span too many", () => {
  const { telemetry: memory } = capture();
  const { telemetry, signal } = withinBudget(memory, { maxSpans: 20_000 });

  telemetry.trace("run", {}, () => {
    while (!signal.aborted) telemetry.trace("step", {}, () => {});
  });

  expect(signal.reason.message).toBe("over the budget: maxSpans: 20,001, of at most 20,000");
  expect(memory.spans().length).toBe(20_001);
});

test("a budget that is none is told at once", () => {
  expect(() => withinBudget(new NoTelemetry(), { maxTools: 1 } as never)).toThrow(
    'Budget: there is no rule "maxTools"',
  );
  expect(() => withinBudget("none" as never, {})).toThrow(
    'withinBudget: "none" is no telemetry; give an object with trace() and emitMetric(), such as the telemetry of ',
  );
  for (const given of [null, undefined, [], capture()]) {
    expect(() => withinBudget(given as never, {})).toThrow(/^withinBudget: .* is no telemetry; give .*, such as the /);
  }
  expect(() => withinBudget(new NoTelemetry(), {}, { timer: 5 as never })).toThrow(
    "withinBudget: timer is 5; give a function, or leave it out",
  );
  expect(() => withinBudget(new NoTelemetry(), {}, { timers: 1 } as never)).toThrow(
    'withinBudget: there is no "timers"; there are timer',
  );
});
