import { getEventListeners } from "node:events";
import { Agent, type AgentOptions, type Memory, type Model, ScriptedModel, tool } from "@heddle/agent";
import { InMemoryTelemetry } from "@heddle/core";
import "@heddle/testing/vitest";
import { describe, expect, test } from "vitest";

const busy = Object.assign(new Error("busy"), { isRetryable: true });
const call = (id: string, name: string) => ({ id, name, arguments: {} });
const never = () => new Promise<never>(() => {});
const silent: Memory = { recall: () => [], extract() {} };

function observed(options: AgentOptions) {
  const telemetry = new InMemoryTelemetry();
  const agent = new Agent("You stop.", { telemetry, ...options });
  const outcomes = () => telemetry.spans().map(({ name, status }) => `${name} ${status}`);
  return { telemetry, agent, outcomes };
}

describe("a run that is called off", () => {
  const late = new DOMException("late", "TimeoutError");

  test.each(["left", new Error("left"), late])("is cancelled for whatever reason: %o", async (reason) => {
    const stop = new AbortController();
    const script = new ScriptedModel([{ delayMs: 60_000 }]);
    const patient: Model = {
      name: "patient",
      async *stream(request) {
        stop.abort(reason);
        yield* script.stream(request);
      },
    };
    const { agent, telemetry, outcomes } = observed({ model: patient });

    await expect(agent.run("Go.", { signal: stop.signal })).rejects.toBe(reason);

    expect(outcomes()).toEqual(["loom.model.stream cancelled", "loom.turn cancelled", "loom.run cancelled"]);
    expect(telemetry.spans()[0]?.error).toMatchObject({ type: "AbortError", message: "the run was called off" });
  });

  test("between two tries of its model has its own reason", async () => {
    const stop = new AbortController();
    const model: Model = {
      name: "busy",
      stream() {
        queueMicrotask(() => setImmediate(() => stop.abort("left")));
        throw busy;
      },
    };

    await expect(observed({ model }).agent.run("Go.", { signal: stop.signal })).rejects.toBe("left");
  });

  test("closes a model that goes on regardless", async () => {
    const stop = new AbortController();
    const closed = Promise.withResolvers<string>();
    const model: Model = {
      name: "deaf",
      async *stream() {
        try {
          yield { type: "text" as const, text: "One." };
          stop.abort();
          for (;;) yield { type: "text" as const, text: "More." };
        } finally {
          closed.resolve("closed");
        }
      },
    };

    await expect(observed({ model }).agent.run("Go.", { signal: stop.signal })).rejects.toThrow();
    expect(await closed.promise).toBe("closed");
  });

  test("calls no further tool", async () => {
    const stop = new AbortController();
    let calls = 0;
    const tools = ["first", "second"].map((name) =>
      tool({
        name,
        execute() {
          calls++;
          stop.abort();
        },
      }),
    );
    const model = new ScriptedModel([{ toolCalls: [call("1", "first"), call("2", "second")] }]);
    const { agent, telemetry } = observed({ model, tools });

    await expect(agent.run("Go.", { signal: stop.signal })).rejects.toMatchObject({ name: "AbortError" });

    expect(calls).toBe(1);
    expect(telemetry).toHaveNoOpenSpans();
  });

  test("leaves nothing on its signal, however often it was used", async () => {
    const { signal } = new AbortController();
    const model = () => new ScriptedModel([{ toolCalls: [call("1", "none")] }, { text: "Hi." }]);

    for (let n = 0; n < 100; n++) {
      const agent = new Agent("", { model: model(), memory: silent, budget: { maxWallClockMs: 60_000 } });
      await agent.run("Go.", { signal });
      expect(getEventListeners(signal, "abort")).toEqual([]);
    }
  });
});

describe("time that is over", () => {
  test("stops a memory that does not answer", async () => {
    const memory = { ...silent, recall: never };
    const { agent, outcomes } = observed({ model: new ScriptedModel([]), memory, budget: { maxWallClockMs: 1 } });

    expect(await agent.run("Go.")).toMatchObject({ stopReason: "budget_exceeded", turns: 0 });
    expect(outcomes()).toEqual(["loom.run ok"]);
  });

  test("stops the wait for another try", async () => {
    const model = new ScriptedModel([{ error: busy }]);

    const { stopReason } = await observed({ model, budget: { maxWallClockMs: 20 } }).agent.run("Go.");

    expect(stopReason).toBe("budget_exceeded");
  });

  test("of a supervisor is counted once, and cancels its worker", async () => {
    const worker = new Agent("", {
      model: { name: "slow", stream: () => ({ [Symbol.asyncIterator]: () => ({ next: never }) }) },
    });
    const toolCalls = [{ id: "1", name: "delegate", arguments: { worker: "worker", task: "Go." } }];
    const model = new ScriptedModel([{ toolCalls }]);
    const { agent, telemetry } = observed({ model, workers: { worker }, budget: { maxWallClockMs: 20 } });

    expect((await agent.run("Go.")).stopReason).toBe("budget_exceeded");

    expect(telemetry).toHaveMetric("loom.budget.exceeded", { times: 1 });
    expect(telemetry).toHaveSpan("loom.run", { times: 2 });
    expect(telemetry).toHaveSpan({ name: "loom.run", status: "ok" });
    expect(telemetry).toHaveSpan({ name: "loom.run", status: "cancelled" });
  });

  test("is never there for a limit that no timer can hold", async () => {
    for (const maxWallClockMs of [Number.POSITIVE_INFINITY, 2 ** 31]) {
      const model = new ScriptedModel([{ text: "Hi.", delayMs: 20 }]);
      expect((await new Agent("", { model, budget: { maxWallClockMs } }).run("Go.")).stopReason).toBe("done");
    }
  });

  test("and budgets of nothing let nothing begin", async () => {
    for (const budget of [{ maxWallClockMs: 0 }, { maxTokens: 0 }, { maxCostUsd: 0 }]) {
      const { agent, outcomes } = observed({ model: new ScriptedModel([]), budget });

      expect(await agent.run("Go.")).toMatchObject({ stopReason: "budget_exceeded", turns: 0 });
      expect(outcomes()).toEqual(["loom.run ok"]);
    }
  });

  test("a model that used nobody knows how much has used up every budget", async () => {
    const usage = { inputTokens: Number.NaN, outputTokens: 1 };
    const model = new ScriptedModel([{ toolCalls: [call("1", "none")], usage }]);

    expect(await new Agent("", { model, budget: { maxTokens: 1000 } }).run("Go.")).toMatchObject({
      stopReason: "budget_exceeded",
      turns: 1,
    });
  });
});

describe("a memory that does not end", () => {
  test("keeps a run until it is called off, and not its result", async () => {
    const stop = new AbortController();
    const extract = () => {
      stop.abort();
      return never();
    };
    const { agent, telemetry } = observed({
      model: new ScriptedModel([{ text: "Hi." }]),
      memory: { ...silent, extract },
    });

    expect((await agent.run("Go.", { signal: stop.signal })).output).toBe("Hi.");
    expect(telemetry).toHaveMetric({ name: "loom.auto_extract.invocations", attributes: { status: "error" } });
  });
});

describe("a stream", () => {
  const model = () => new ScriptedModel([{ text: "One two.", toolCalls: [call("1", "none"), call("2", "none")] }, {}]);

  test("that nobody reads on ends when its signal aborts", async () => {
    const stop = new AbortController();
    const { agent, telemetry } = observed({ model: model() });
    const events = agent.stream("Go.", { signal: stop.signal });
    for (let n = 0; n < 4; n++) await events.next();
    await expect.poll(() => telemetry, { timeout: 30_000 }).toHaveSpan("loom.tool", { times: 2 });

    stop.abort("gone");

    await expect.poll(() => telemetry, { timeout: 30_000 }).toHaveNoOpenSpans();
  });

  test("is left at once, even while it is waited for", async () => {
    const { agent, outcomes } = observed({ model: new ScriptedModel([{ delayMs: 60_000 }]) });
    const events = agent.stream("Go.");
    const next = events.next();

    const [left] = await Promise.all([events.return(), expect(next).rejects.toMatchObject({ name: "AbortError" })]);

    expect(left).toEqual({ done: true, value: undefined });
    expect(outcomes()).toEqual(["loom.model.stream cancelled", "loom.turn cancelled", "loom.run cancelled"]);
  });

  test("throws what is thrown into it", async () => {
    const { agent, telemetry } = observed({ model: model() });
    const error = new Error("enough");
    const events = agent.stream("Go.");
    await events.next();

    await expect(events.throw(error)).rejects.toBe(error);
    expect(telemetry).toHaveNoOpenSpans();
  });

  test.each([1, 2, 3, 4, 5, 6, 7])("that is left at event %i leaves no span open", async (last) => {
    const { agent, telemetry } = observed({ model: model() });
    let events = 0;

    for await (const _ of agent.stream("Go.")) if (++events === last) break;

    expect(events).toBe(last);
    expect(telemetry).toHaveNoOpenSpans();
  });
});
