import { setImmediate as turn } from "node:timers/promises";
import { InMemoryTelemetry, MultiTelemetry, Recorder, type Sink, type SpanNode, type SpanStart } from "@heddle/core";
import {
  agent,
  configure,
  currentSpan,
  decision,
  fallback,
  llm,
  metric,
  parallel,
  retry,
  score,
  session,
  subAgent,
  task,
  tool,
} from "@heddle/genai";
import { afterEach, describe, expect, test, vi } from "vitest";
import { recording } from "./recording.ts";

afterEach(() => {
  configure({ enabled: false });
});

/** `"run > step"`, by start. */
function shape(nodes: readonly SpanNode[], above = ""): string[] {
  return nodes.flatMap(({ span, children }) => {
    const here = `${above}${span.name}${span.status === "ok" ? "" : ` (${span.status})`}`;
    return [here, ...shape(children, `${here} > `)];
  });
}

describe("a span's life", () => {
  test("it is open from its start to its end, with an id and a time of its own, in its parent's trace", () => {
    const { memory, clock } = recording();

    const run = agent.start("run");
    clock.advance(2);
    const step = run.run(() => task.start("step", { input: "x" }));
    clock.advance(3);

    expect(memory.openSpans().map(({ name, attributes }) => [name, attributes["input.value"]])).toEqual([
      ["run", undefined],
      ["step", "x"],
    ]);
    step.end();
    run.end();
    expect(memory.openSpans()).toEqual([]);
    const lives = memory.spans().map(({ name, traceId, spanId, parentSpanId, startedAt, durationMs }) => ({
      name,
      traceId: Number(traceId),
      spanId: Number(spanId),
      parentSpanId: Number(parentSpanId ?? 0),
      sinceStartMs: startedAt - Date.UTC(2026, 0, 1),
      durationMs,
    }));
    expect(lives).toEqual([
      { name: "step", traceId: 1, spanId: 2, parentSpanId: 1, sinceStartMs: 2, durationMs: 3 },
      { name: "run", traceId: 1, spanId: 1, parentSpanId: 0, sinceStartMs: 0, durationMs: 5 },
    ]);
  });

  test("what it was opened with is told when it starts: a run that is killed has said it", () => {
    const starts: SpanStart[] = [];
    const sink: Sink = { write() {}, spanStarted: (start) => starts.push(start) };
    configure({ telemetry: new Recorder(sink), maxInputLength: 5 });

    const prompt = { name: "greet", version: 2 };
    agent("run", { input: "Hello there", prompt, userId: "ann" }, () => {
      tool("quiet", { input: "secret", capture: { input: false } }, () => {});
      task("own", { input: 1, attributes: { "input.value": 2 } }, () => {});
    });

    expect(starts.map(({ attributes }) => attributes)).toEqual([
      {
        "heddle.span.type": "agent",
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "run",
        "openinference.span.kind": "AGENT",
        "gen_ai.prompt.name": "greet",
        "gen_ai.prompt.version": "2",
        "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "Hello… [6 more]" }] }],
        "user.id": "ann",
      },
      {
        "heddle.span.type": "tool",
        "gen_ai.operation.name": "execute_tool",
        "gen_ai.tool.name": "quiet",
        "gen_ai.tool.type": "function",
        "openinference.span.kind": "TOOL",
        "user.id": "ann",
      },
      {
        "heddle.span.type": "task",
        "openinference.span.kind": "CHAIN",
        "input.value": 2,
        "input.mime_type": "application/json",
        "user.id": "ann",
      },
    ]);
  });

  test("a clock that is set back makes no duration negative", () => {
    const { clock, span } = recording();

    const run = agent.start("run");
    clock.setBack(60_000);
    clock.advance(4);
    run.end();

    expect(span().durationMs).toBe(4);
  });

  test("one that is opened below a span that has ended is its child all the same", () => {
    const { memory } = recording();

    const run = agent.start("run");
    run.end();
    tool("late", { parent: run }, () => tool("inside", {}, () => {}));

    expect(shape(memory.tree())).toEqual(["run", "run > late", "run > late > inside"]);
  });

  test("a parent that is given wins over the span around, also a traceparent, and none", () => {
    const { memory, span } = recording();
    const remote = `00-${"a".repeat(32)}-${"b".repeat(16)}-01`;

    agent("around", {}, (around) => {
      task("given", { parent: agent("other", {}, (other) => other) }, () => {});
      task("remote", { parent: remote }, () => {});
      task("none", { parent: null }, (none) => expect(none.traceId).not.toBe(around.traceId));
    });

    expect(span("given").parentSpanId).toBe(span("other").spanId);
    expect([span("remote").traceId, span("remote").parentSpanId]).toEqual(["a".repeat(32), "b".repeat(16)]);
    expect(span("none").parentSpanId).toBeUndefined();
    expect(memory.spans()).toHaveLength(5);
  });

  test("the environment is on every span, and that of a run wins over that of all", () => {
    const { memory } = recording({ environment: "production" });

    agent("as configured", {}, () => task("inside", {}, () => {}));
    agent("its own", { environment: "staging" }, () => task("inside its own", {}, () => {}));

    expect(memory.spans().map(({ name, attributes }) => [name, attributes["deployment.environment.name"]])).toEqual([
      ["inside", "production"],
      ["as configured", "production"],
      ["inside its own", "staging"],
      ["its own", "staging"],
    ]);
  });

  test("nobody's session and user are nobody's", () => {
    const { attributes } = recording();

    agent("run", {}, () => {});

    expect(Object.keys(attributes()).filter((key) => /session|user|conversation/.test(key))).toEqual([]);
  });

  test("the inner session and user win", () => {
    const { memory } = recording();

    session("outer", { userId: "ann" }, () => {
      agent("a", { sessionId: "inner" }, () => tool("b", {}, () => {}));
      agent("c", { userId: "bob" }, () => {});
    });

    expect(memory.spans().map(({ attributes }) => [attributes["session.id"], attributes["user.id"]])).toEqual([
      ["inner", "ann"],
      ["inner", "ann"],
      ["outer", "bob"],
    ]);
  });
});

describe("how work ends", () => {
  test.each<[string, unknown, { type: string; message: string }]>([
    ["an error without a message", new Error(), { type: "Error", message: "" }],
    ["an error's own kind", new SyntaxError("bad"), { type: "SyntaxError", message: "bad" }],
    ["a text", "boom", { type: "string", message: "boom" }],
    ["null", null, { type: "null", message: "null" }],
    ["nothing", undefined, { type: "undefined", message: "undefined" }],
    ["an object", { code: 7 }, { type: "Object", message: '{"code":7}' }],
  ])("%s that is thrown comes out as it is, and is the span's error", async (_what, thrown, error) => {
    const { memory } = recording();
    const caught: unknown[] = [];

    try {
      tool("sync", {}, () => {
        throw thrown;
      });
    } catch (given) {
      caught.push(given);
    }
    await tool("async", {}, () => Promise.reject(thrown)).catch((given: unknown) => caught.push(given));

    expect(caught.map((given) => Object.is(given, thrown))).toEqual([true, true]);
    const failed = { status: "error", error, attributes: { "error.type": error.type } };
    expect(memory.spans()).toMatchObject([failed, failed]);
  });

  test("a thenable that is no promise is not waited for, and its then is not called", () => {
    const { span } = recording();
    const then = vi.fn();
    const lazy = { then };

    const given = tool("x", {}, () => lazy);

    expect(given).toBe(lazy);
    expect(then).not.toHaveBeenCalled();
    expect(span().status).toBe("ok");
  });

  test("a failure that was handled stays one, whatever is returned", () => {
    const { span } = recording();

    task("x", {}, (step) => {
      step.fail(new Error("no answer"));
      return "a guess";
    });

    expect(span()).toMatchObject({
      status: "error",
      exception: "Error: no answer",
      attributes: { "output.value": "a guess" },
    });
  });

  test("after its end nothing is added to it", () => {
    const { span } = recording();

    const step = llm.start("x");
    step.end();
    step.input("late");
    step.output("late");
    step.annotate("late");
    step.score({ name: "late", value: 1 });
    step.usage({ input_tokens: 1, output_tokens: 1 });
    step.fail(new Error("late"));
    step.end();

    expect(span().status).toBe("ok");
    expect(span().events).toBeUndefined();
    expect(Object.keys(span().attributes)).toEqual([
      "heddle.span.type",
      "gen_ai.operation.name",
      "openinference.span.kind",
    ]);
  });
});

describe("runs at the same time", () => {
  test("each of a hundred runs keeps its ten steps to itself", async () => {
    const { memory } = recording();

    await Promise.all(
      Array.from({ length: 100 }, (_, run) =>
        agent(`run ${run}`, {}, async () => {
          for (let step = 0; step < 10; step++) {
            await task(`step of ${run}`, {}, async () => {
              await turn();
              currentSpan()?.annotate(`${run}.${step}`);
            });
          }
        }),
      ),
    );

    const runs = memory.tree();
    expect(runs).toHaveLength(100);
    for (const { span, children } of runs) {
      const run = span.name.replace("run ", "");
      const seen = children.map((child) => [child.span.name, child.span.events?.[0]?.attributes.message]);
      expect(seen).toEqual(Array.from({ length: 10 }, (_, step) => [`step of ${run}`, `${run}.${step}`]));
    }
  });
});

describe("a sink that fails", () => {
  test("takes nothing from the program, nor from what stands beside it", async () => {
    const failing: Sink = {
      write() {
        throw new Error("disk full");
      },
    };
    const memory = new InMemoryTelemetry();
    const told: string[] = [];
    const telemetry = new MultiTelemetry([failing, memory], {
      onSinkError: ({ error }) => told.push(String(error)),
    });
    configure({ telemetry });

    const result = await agent("run", { input: "x" }, async () => {
      metric("tries", 1);
      score({ name: "quality", value: 1 });
      return tool("t", {}, () => 5);
    });

    expect(result).toBe(5);
    expect(memory.spans().map(({ name }) => name)).toEqual(["t", "run"]);
    expect(told).toEqual(["Error: disk full"]);
  });
});

test("what throws when it is read takes nothing from the program, and the rest is kept", () => {
  const { span } = recording();
  const unreadable = {
    kept: 1,
    get lost(): string {
      throw new Error("not now");
    },
  };

  const answer = llm("ask", { attributes: unreadable, parameters: { others: unreadable } }, (call) => {
    call.annotate("why", unreadable);
    return "It is cold.";
  });

  const { attributes, events } = span();
  const own = { kept: 1, lost: "[unreadable]" };
  const others = { "heddle.request.kept": 1, "heddle.request.lost": "[unreadable]" };
  expect(answer).toBe("It is cold.");
  expect(attributes).toMatchObject({ ...own, ...others, "gen_ai.operation.name": "chat" });
  expect(events).toMatchObject([{ name: "heddle.annotation", attributes: { message: "why", ...own } }]);
});

describe("patterns of agents", () => {
  test("one step after the other, with why", async () => {
    const { memory } = recording();

    await agent("weather_agent", { input: "What's the weather in Paris?" }, async () => {
      await llm("classify_intent", {}, async (step) => {
        step.annotate("High confidence");
        return "weather_lookup";
      });
      await tool("weather_api", { input: { location: "Paris" } }, async () => ({ celsius: 18 }));
      return llm("synthesize", {}, async () => "18 °C");
    });

    expect(shape(memory.tree())).toEqual([
      "weather_agent",
      "weather_agent > classify_intent",
      "weather_agent > weather_api",
      "weather_agent > synthesize",
    ]);
  });

  test("branches at the same time, and one that joins them", async () => {
    const { memory } = recording();
    const search = (source: string) => () => tool(`search ${source}`, {}, async () => turn(source));

    await agent("research", {}, async () => {
      const found = await parallel([search("web"), search("docs"), search("arxiv")]);
      return task("join", { input: found }, () => found.join());
    });

    expect(shape(memory.tree())).toEqual([
      "research",
      "research > search web",
      "research > search docs",
      "research > search arxiv",
      "research > join",
    ]);
  });

  test("attempts that fail, and a way around", async () => {
    const { memory } = recording();
    const api = () => tool("api", {}, () => Promise.reject(new Error("timed out")));

    await agent("weather_agent", {}, () =>
      fallback([() => retry({ attempts: 2 }, api), () => tool("cache", {}, async () => 18)]),
    );

    expect(shape(memory.tree())).toEqual([
      "weather_agent",
      "weather_agent > api (error)",
      "weather_agent > api (error)",
      "weather_agent > cache",
    ]);
  });

  test("an agent that hands over to another", async () => {
    const { memory } = recording();

    await agent("router", {}, async () => {
      const route = await decision("route", {}, async (span) => span);
      await subAgent("billing", { edges: { handoff: route } }, async () => {
        await tool("find invoice", {}, async () => 120);
        await llm("answer", {}, async () => "done");
      });
    });

    expect(shape(memory.tree())).toEqual([
      "router",
      "router > route",
      "router > billing",
      "router > billing > find invoice",
      "router > billing > answer",
    ]);
    expect(memory.find("billing")[0]?.links).toEqual([
      { traceId: memory.find("route")[0]?.traceId, spanId: memory.find("route")[0]?.spanId, kind: "handoff" },
    ]);
  });
});
