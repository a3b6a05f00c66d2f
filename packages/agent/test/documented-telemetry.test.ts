import { Agent, FactMemory, type ScriptedTurn, tool, Workflow } from "@heddle/agent";
import { describe, expect, test } from "vitest";
import { metricsOf, treeOf } from "./picture.ts";
import { timed } from "./timed.ts";
import "@heddle/testing/vitest";

const owner = { userId: "alice", sessionId: "s-1" };
const run = "session_id=s-1, user_id=alice";
const usage = (inputTokens: number, outputTokens: number, costUsd?: number) => ({
  inputTokens,
  outputTokens,
  ...(costUsd !== undefined && { costUsd }),
});
const busy = Object.assign(new Error("overloaded"), { isRetryable: true });

/** A supervisor with two tools at once, one of which fails, a worker, and a model that is asked a second time. */
function supervisor() {
  const { memory, now, pass, model } = timed();
  const turns: ScriptedTurn[] = [
    {
      text: "Let me see.",
      toolCalls: [
        { id: "c1", name: "search", arguments: { query: "Oslo" } },
        { id: "c2", name: "weather", arguments: {} },
      ],
      usage: usage(42, 12, 0.00012),
    },
    {
      toolCalls: [{ id: "c3", name: "delegate", arguments: { worker: "writer", task: "Sum up." } }],
      usage: usage(60, 8),
    },
    { text: "Take a coat.", usage: usage(70, 4, 0.0002) },
  ];
  const search = tool<{ query: string }>({
    name: "search",
    parameters: { type: "object", properties: { query: { type: "string" } }, required: ["query"] },
    execute({ query }) {
      pass(5);
      return { found: query };
    },
  });
  const weather = tool({
    name: "weather",
    async execute() {
      pass(20);
      throw new Error("no answer");
    },
  });
  const retried = [{ error: busy }, { text: "Cold.", usage: usage(9, 1) }];
  const writer = new Agent("You write.", { model: model(retried, "scripted-2"), now });
  const options = { model: model(turns), tools: [search, weather], workers: { writer }, telemetry: memory, now };
  return { memory, agent: new Agent("You supervise.", options) };
}

describe("a supervisor with a worker, two tools at once, a failure and a retry", () => {
  test("its spans are the documented tree, with all documented attributes", async () => {
    const { memory, agent } = supervisor();

    const result = await agent.run("Shall I go out?", owner);

    const model = `model=scripted-1, ${run}, retries=0`;
    expect(treeOf(memory)).toEqual([
      `loom.run ok architecture=react, ${run}, turns=3, stop_reason=done`,
      `  loom.turn ok turn=0, ${run}`,
      `    loom.model.stream ok ${model}, tokens_in=42, tokens_out=12`,
      `    loom.tool ok tool=search, call_id=c1, ${run}, ok=true, duration_ms=25`,
      `    loom.tool error tool=weather, call_id=c2, ${run}, ok=false, duration_ms=20`,
      `  loom.turn ok turn=1, ${run}`,
      `    loom.model.stream ok ${model}, tokens_in=60, tokens_out=8`,
      `    loom.tool ok tool=delegate, worker=writer, call_id=c3, ${run}, ok=true, duration_ms=20`,
      `      loom.run ok architecture=react, ${run}, turns=1, stop_reason=done`,
      `        loom.turn ok turn=0, ${run}`,
      `          loom.model.stream ok model=scripted-2, ${run}, retries=1, tokens_in=9, tokens_out=1`,
      `  loom.turn ok turn=2, ${run}`,
      `    loom.model.stream ok ${model}, tokens_in=70, tokens_out=4`,
    ]);
    expect(memory).toHaveSpan({ tool: "weather", status: "error", exception: "Error: no answer" }, { times: 1 });
    expect(memory).toHaveCalledTools(["search", { name: "weather", status: "error" }, "delegate"]);
    expect(memory).toHaveNoErrors({ except: [{ tool: "weather" }] });
    expect(memory).toHaveNoOpenSpans();
    expect(new Set(memory.spans().map(({ traceId }) => traceId)).size).toBe(1);
    expect(result).toEqual({
      output: "Take a coat.",
      stopReason: "done",
      turns: 3,
      usage: { inputTokens: 172, outputTokens: 24, costUsd: 0.00032 },
      sessionId: "s-1",
    });
  });

  test("its metrics have all documented tags, and the user", async () => {
    const { memory, agent } = supervisor();

    await agent.run("Shall I go out?", owner);

    const [first, second] = ["model=scripted-1, user_id=alice", "model=scripted-2, user_id=alice"];
    expect(metricsOf(memory)).toEqual([
      `loom.tokens.input counter 42 ${first}`,
      `loom.tokens.output counter 12 ${first}`,
      `loom.cost.usd counter 0.00012 ${first}`,
      "loom.tool.duration_ms histogram 25 tool=search, ok=true, user_id=alice",
      "loom.tool.duration_ms histogram 20 tool=weather, ok=false, user_id=alice",
      `loom.tokens.input counter 60 ${first}`,
      `loom.tokens.output counter 8 ${first}`,
      `loom.tokens.input counter 9 ${second}`,
      `loom.tokens.output counter 1 ${second}`,
      "loom.session.duration_ms histogram 20 architecture=react, user_id=alice",
      "loom.tool.duration_ms histogram 20 tool=delegate, ok=true, user_id=alice",
      `loom.tokens.input counter 70 ${first}`,
      `loom.tokens.output counter 4 ${first}`,
      `loom.cost.usd counter 0.0002 ${first}`,
      "loom.session.duration_ms histogram 75 architecture=react, user_id=alice",
    ]);
    expect(memory).toStayWithin({ maxLlmCalls: 4, maxRetries: 1, maxTotalTokens: 206, maxCostUsd: 0.00032 });
    const spanIds = new Set(memory.spans().map(({ spanId }) => spanId));
    expect(memory.metrics().every(({ spanId = "" }) => spanIds.has(spanId))).toBe(true);
  });
});

describe("a run that is stopped", () => {
  const call = { id: "c", name: "wait", arguments: {} };

  test.each([
    ["max_tokens", { maxTokens: 50 }],
    ["max_cost_usd", { maxCostUsd: 0.5 }],
  ])("by %s: before the next turn, and counted", async (kind, budget) => {
    const { memory, now, model } = timed();
    const wait = tool({ name: "wait", execute: () => "done" });
    const turn = { text: "So far.", toolCalls: [call], usage: usage(40, 10, 0.5) };
    const options = { model: model([turn, turn]), tools: [wait], telemetry: memory, budget, now };

    const result = await new Agent("You wait.", options).run("Wait.", owner);

    expect(result).toMatchObject({ stopReason: "budget_exceeded", turns: 1, output: "So far." });
    const attributes = { kind, user_id: "alice" };
    expect(memory).toHaveMetric({ name: "loom.budget.exceeded", value: 1, attributes }, { times: 1 });
    expect(memory).toHaveSpan({ name: "loom.run", attributes: { turns: 1, stop_reason: "budget_exceeded" } });
    expect(memory).toHaveNoErrors();
  });

  test("by max_wall_clock: in the middle of a call, even of a tool that does not look at its signal", async () => {
    const { memory, now, model } = timed();
    const wait = tool({ name: "wait", execute: () => new Promise(() => {}) });
    const options = { model: model([{ toolCalls: [call] }]), tools: [wait], telemetry: memory, now };

    const result = await new Agent("You wait.", { ...options, budget: { maxWallClockMs: 5 } }).run("Wait.", owner);

    expect(result).toMatchObject({ stopReason: "budget_exceeded", turns: 0 });
    const attributes = { kind: "max_wall_clock", user_id: "alice" };
    expect(memory).toHaveMetric({ name: "loom.budget.exceeded", value: 1, attributes }, { times: 1 });
    expect(treeOf(memory, ["session_id", "user_id", "retries", "tokens_in", "tokens_out"])).toEqual([
      "loom.run ok architecture=react, turns=0, stop_reason=budget_exceeded",
      "  loom.turn error turn=0",
      "    loom.model.stream ok model=scripted-1",
      "    loom.tool error tool=wait, call_id=c, ok=false, duration_ms=0",
    ]);
  });

  test("by its signal: every open span is cancelled, and its duration is told", async () => {
    const { memory, now, model } = timed();
    const stop = new AbortController();
    const wait = tool({ name: "wait", execute: () => new Promise(() => stop.abort()) });
    const agent = new Agent("You wait.", {
      model: model([{ toolCalls: [call] }]),
      tools: [wait],
      telemetry: memory,
      now,
    });

    const running = agent.run("Wait.", { ...owner, signal: stop.signal });

    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    expect(treeOf(memory, ["session_id", "user_id", "retries", "tokens_in", "tokens_out"])).toEqual([
      "loom.run cancelled architecture=react",
      "  loom.turn cancelled turn=0",
      "    loom.model.stream ok model=scripted-1",
      "    loom.tool cancelled tool=wait, call_id=c, ok=false, duration_ms=0",
    ]);
    expect(memory).toHaveMetric({ name: "loom.session.duration_ms", value: 10, instrumentKind: "histogram" });
  });

  test("by a model that fails: its error is the run's, and the duration is told", async () => {
    const { memory, now, model } = timed();
    const error = new Error("no such model");
    const agent = new Agent("You fail.", { model: model([{ error }]), telemetry: memory, now });

    await expect(agent.run("Go.", owner)).rejects.toBe(error);

    expect(treeOf(memory)).toEqual([
      `loom.run error architecture=react, ${run}`,
      `  loom.turn error turn=0, ${run}`,
      `    loom.model.stream error model=scripted-1, ${run}, retries=0`,
    ]);
    expect(metricsOf(memory)).toEqual(["loom.session.duration_ms histogram 10 architecture=react, user_id=alice"]);
  });
});

describe("a memory", () => {
  test("what it learns after a run is told, and stands in the next one's conversation", async () => {
    const { memory, now, model } = timed();
    const facts = new FactMemory(model([{ text: "likes tea\n\nlives in Oslo" }, { text: "likes tea" }]));
    const answers = model([{ text: "Hello." }, { text: "Tea." }]);
    const agent = new Agent("You help.", { model: answers, memory: facts, telemetry: memory, now });

    await agent.run("Hi.", owner);
    await agent.run("What do I like?", owner);

    expect(metricsOf(memory).filter((line) => line.startsWith("loom.auto_extract"))).toEqual([
      "loom.auto_extract.duration_ms histogram 10 status=ok, user_id=alice",
      "loom.auto_extract.invocations counter 1 status=ok, user_id=alice",
      "loom.auto_extract.duration_ms histogram 10 status=ok, user_id=alice",
      "loom.auto_extract.invocations counter 1 status=ok, user_id=alice",
    ]);
    expect(facts.recall("", { userId: "alice" })).toEqual(["likes tea", "lives in Oslo"]);
    expect(facts.recall("", { userId: "bob" })).toEqual([]);
  });

  test("an extraction that fails changes nothing but its status", async () => {
    const { memory, now, model } = timed();
    const facts = new FactMemory(model([{ error: new Error("no") }]));
    const agent = new Agent("You help.", { model: model([{ text: "Hello." }]), memory: facts, telemetry: memory, now });

    const { output } = await agent.run("Hi.", owner);

    expect(output).toBe("Hello.");
    const attributes = { status: "error", user_id: "alice" };
    expect(memory).toHaveMetric({ name: "loom.auto_extract.invocations", value: 1, attributes }, { times: 1 });
  });
});

describe("a workflow", () => {
  test("its nodes are spans below one root, side by side where they run so", async () => {
    const { memory, pass } = timed();
    const workflow = new Workflow<string>("report", { telemetry: memory })
      .step("research", (topic) => `${topic}: cold`)
      .parallel("review", {
        facts: async (text) => {
          pass(1);
          return text.length;
        },
        style: (text) => text.toUpperCase(),
      })
      .step("publish", ({ facts, style }) => `${style} (${facts})`);

    const published = await workflow.run("Oslo", owner);

    expect(published).toBe("OSLO: COLD (10)");
    expect(treeOf(memory)).toEqual([
      `loom.workflow ok workflow=report, ${run}`,
      `  loom.workflow.step ok step=research, node=research, pattern=sequence, ${run}`,
      `  loom.workflow.step ok step=review, node=review, pattern=parallel, ${run}`,
      `    loom.workflow.step ok step=review.facts, node=facts, pattern=parallel, ${run}`,
      `    loom.workflow.step ok step=review.style, node=style, pattern=parallel, ${run}`,
      `  loom.workflow.step ok step=publish, node=publish, pattern=sequence, ${run}`,
    ]);
  });
});
