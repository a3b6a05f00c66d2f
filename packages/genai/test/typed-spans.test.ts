import { setImmediate as turn } from "node:timers/promises";
import { activeTelemetry, InMemoryTelemetry, NoTelemetry, type Span, type Telemetry } from "@heddle/core";
import {
  agent,
  type Capture,
  chain,
  configure,
  currentSpan,
  currentTrace,
  custom,
  decision,
  embedding,
  evaluation,
  guardrail,
  humanInput,
  llm,
  rag,
  retrieval,
  session,
  subAgent,
  task,
  tool,
  transformation,
  validation,
} from "@heddle/genai";
import { afterEach, describe, expect, test } from "vitest";
import { recording } from "./recording.ts";

afterEach(() => {
  configure({ enabled: false });
});

describe("span types", () => {
  test.each([
    [agent, "agent", "AGENT", "invoke_agent"],
    [subAgent, "sub_agent", "AGENT", "invoke_agent"],
    [llm, "llm", "LLM", "chat"],
    [embedding, "embedding", "EMBEDDING", "embeddings"],
    [tool, "tool", "TOOL", "execute_tool"],
    [retrieval, "retrieval", "RETRIEVER", "retrieval"],
    [rag, "rag", "RETRIEVER", "retrieval"],
    [chain, "chain", "CHAIN", "invoke_workflow"],
    [guardrail, "guardrail", "GUARDRAIL", undefined],
    [evaluation, "evaluation", "EVALUATOR", undefined],
    [task, "task", "CHAIN", undefined],
    [decision, "decision", "CHAIN", undefined],
    [transformation, "transformation", "CHAIN", undefined],
    [validation, "validation", "CHAIN", undefined],
    [humanInput, "human_input", "CHAIN", undefined],
    [custom, "custom", undefined, undefined],
  ])("%o is a %s", (open, type, kind, operation) => {
    const { attributes } = recording();

    const result = open("x", {}, (span) => span.type);

    expect(result).toBe(type);
    expect(attributes()).toMatchObject({ "heddle.span.type": type });
    expect(attributes()["openinference.span.kind"]).toBe(kind);
    expect(attributes()["gen_ai.operation.name"]).toBe(operation);
  });

  test("an agent, a tool and a step keep what goes in and comes out where backends look for it", () => {
    const { attributes } = recording();

    agent("support", { input: "hi", agentId: "a1", agentDescription: "helps", version: "1.2" }, () => "hello");
    tool("weather", { input: { city: "Oslo" }, callId: "c1", description: "of today" }, () => ({ celsius: 2 }));
    task("clean", { input: { rows: 3 } }, () => [1, 2]);

    expect(attributes("support")).toEqual({
      "heddle.span.type": "agent",
      "gen_ai.operation.name": "invoke_agent",
      "gen_ai.agent.name": "support",
      "gen_ai.agent.id": "a1",
      "gen_ai.agent.description": "helps",
      "openinference.span.kind": "AGENT",
      "gen_ai.agent.version": "1.2",
      "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "hi" }] }],
      "gen_ai.output.messages": [
        { role: "assistant", parts: [{ type: "text", content: "hello" }], finish_reason: "stop" },
      ],
    });
    expect(attributes("weather")).toEqual({
      "heddle.span.type": "tool",
      "gen_ai.operation.name": "execute_tool",
      "gen_ai.tool.name": "weather",
      "gen_ai.tool.call.id": "c1",
      "gen_ai.tool.description": "of today",
      "gen_ai.tool.type": "function",
      "openinference.span.kind": "TOOL",
      "gen_ai.tool.call.arguments": { city: "Oslo" },
      "gen_ai.tool.call.result": { celsius: 2 },
    });
    expect(attributes("clean")).toEqual({
      "heddle.span.type": "task",
      "openinference.span.kind": "CHAIN",
      "input.value": { rows: 3 },
      "input.mime_type": "application/json",
      "output.value": [1, 2],
      "output.mime_type": "application/json",
    });
  });
});

describe("the work", () => {
  test("it may be sync or async, and comes back as it is; the span has ended by then", async () => {
    const { memory, span } = recording();
    const promise = Promise.resolve("later");

    expect(tool("sync", {}, () => 1)).toBe(1);
    expect(await tool("async", {}, () => promise)).toBe("later");

    expect(memory.openSpans()).toEqual([]);
    expect(span("async").attributes["gen_ai.tool.call.result"]).toBe("later");
  });

  test("what it throws comes out as the same error and is recorded", async () => {
    const { span } = recording();
    const boom = new RangeError("boom");

    expect(() =>
      tool("sync", {}, () => {
        throw boom;
      }),
    ).toThrow(boom);
    await expect(tool("async", {}, () => Promise.reject(boom))).rejects.toBe(boom);

    for (const name of ["sync", "async"]) {
      expect(span(name)).toMatchObject({ status: "error", error: { type: "RangeError", message: "boom" } });
      expect(span(name).attributes["error.type"]).toBe("RangeError");
    }
  });

  test("an abort is a cancellation", async () => {
    const { span } = recording();
    const stop = new AbortController();
    stop.abort();

    await expect(task("x", { signal: stop.signal }, async () => stop.signal.throwIfAborted())).rejects.toThrow();

    expect(span().status).toBe("cancelled");
  });

  test("output that is said wins over what is returned, and an end by hand over that of the closure", () => {
    const { attributes, span, clock } = recording();

    task("x", {}, (inside) => {
      inside.output("short");
      inside.end();
      inside.set({ late: true });
      clock.advance(5);
      return "long";
    });

    expect(attributes()).toMatchObject({ "output.value": "short", "output.mime_type": "text/plain" });
    expect(attributes().late).toBeUndefined();
    expect(span().durationMs).toBe(0);
  });

  test("an agent that returns a model's whole answer says what the model says", () => {
    const { attributes } = recording();

    agent("a", {}, () => ({ model: "gpt-5", choices: [{ message: { role: "assistant", content: "Cold." } }] }));
    agent("b", {}, () => ({ answer: "Cold." }));

    expect(attributes("a")["gen_ai.output.messages"]).toEqual([
      { role: "assistant", parts: [{ type: "text", content: "Cold." }], finish_reason: "stop" },
    ]);
    expect(attributes("b")["output.value"]).toEqual({ answer: "Cold." });
  });

  test("nothing returned is no output; null is one", () => {
    const { attributes } = recording();

    task("nothing", {}, () => {});
    task("null", {}, () => null);

    expect(attributes("nothing")["output.value"]).toBeUndefined();
    expect(attributes("null")["output.value"]).toBe("null");
  });

  test("values that will not be looked at do no harm", () => {
    const { memory } = recording();
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const fragile = {
      get role(): string {
        throw new Error("not to be read");
      },
    };

    for (const open of [agent, llm, tool, task, retrieval]) {
      for (const value of [proxy, cycle, fragile, 10n, Symbol("x"), () => {}, Number.NaN, new Date(0)]) {
        open("x", { input: value }, () => value);
      }
    }

    expect(memory.spans().map(({ status }) => status)).toEqual(Array(40).fill("ok"));
  });
});

describe("by hand", () => {
  test("a span that is started lasts until its end, with the times and ids that are given", () => {
    const { span } = recording();
    const traceId = "a".repeat(32);
    const spanId = "b".repeat(16);

    const open = tool.start("x", { traceId, spanId, startTime: 1000, input: [1] });
    open.run(() => tool("inside", {}, () => {}));
    open.output("done");
    open.end(1500);
    open.end(9999);

    expect(span("x")).toMatchObject({ traceId, spanId, startedAt: 1000, endedAt: 1500, durationMs: 500, status: "ok" });
    expect(span("x").attributes["gen_ai.tool.call.result"]).toBe("done");
    expect(span("inside").parentSpanId).toBe(spanId);
  });

  test("it ends with its block, or as failed", () => {
    const { span } = recording();

    {
      using open = task.start("block");
      open.fail(new Error("handled"));
    }
    task.start("plain").end();

    expect([span("block").status, span("plain").status]).toEqual(["error", "ok"]);
  });

  test("times that are none are refused where they are given", () => {
    recording();

    expect(() => tool.start("x", { startTime: Number.NaN })).toThrow(RangeError);
    expect(() => tool.start("x", { parent: "nobody" })).toThrow('startSpan: parent "nobody" is not a W3C traceparent');
    expect(() => tool.start("x").end(-1)).toThrow("end: time -1 is not a time");
  });
});

describe("streams", () => {
  test("a span around a stream has all of it as its output, below the span where it was asked for", async () => {
    const { memory, attributes, span } = recording();
    async function* words() {
      for (const word of ["one ", "two"]) {
        await turn();
        yield tool("step", {}, () => word);
      }
    }

    const stream = task("outer", {}, () => chain.stream("x", {}, words));
    const items: string[] = [];
    for await (const item of stream) items.push(item);

    expect(items).toEqual(["one ", "two"]);
    expect(attributes("x")["output.value"]).toBe("one two");
    expect(span("x").parentSpanId).toBe(span("outer").spanId);
    expect(memory.find("step").map(({ parentSpanId }) => parentSpanId)).toEqual(Array(2).fill(span("x").spanId));
  });

  test("things that are no text are a list, and a consumer that leaves ends the span", async () => {
    const { attributes, span } = recording();

    for await (const item of task.stream("x", {}, async () =>
      (async function* () {
        yield { n: 1 };
        yield { n: 2 };
      })(),
    )) {
      if (item.n === 1) break;
    }

    expect(attributes()["output.value"]).toEqual([{ n: 1 }]);
    expect(span().status).toBe("ok");
  });

  test("an endless stream does not fill the memory", async () => {
    const { attributes } = recording();
    let left = 30_000;
    const numbers = task.stream("x", {}, async function* () {
      while (left-- > 0) yield left;
    });
    for await (const _ of numbers);

    const output = attributes()["output.value"] as unknown[];
    expect([output.length, output.at(-1)]).toEqual([10_001, "… [20000 more]"]);
  });
});

describe("what a span is told", () => {
  test("annotations, a level, metadata, tags, events and links", () => {
    const { span } = recording({ environment: "test", version: "3.0" });

    decision("route", { level: "warn", tags: ["a"], metadata: { tries: 1 }, attributes: { own: 1 } }, (route) => {
      route.annotate("matched with 0.94", { confidence: 0.94 });
      route.tags("b", "c");
      route.metadata({ tries: 2 });
      route.level("error");
      route.event("seen", { n: 1 });
      route.set({ more: true });
    });

    const { attributes, events } = span();
    expect(attributes).toEqual({
      "heddle.span.type": "decision",
      "openinference.span.kind": "CHAIN",
      "heddle.level": "error",
      "deployment.environment.name": "test",
      "service.version": "3.0",
      "tag.tags": ["b", "c"],
      metadata: { tries: 2 },
      own: 1,
      more: true,
    });
    expect(events?.map(({ name, attributes: given }) => [name, given])).toEqual([
      ["heddle.annotation", { message: "matched with 0.94", confidence: 0.94 }],
      ["seen", { n: 1 }],
    ]);
  });

  test("time spent waiting for a person is told apart, once for pauses that overlap", async () => {
    const { span, clock } = recording();

    const answer = await humanInput("approve", { input: "Delete it?" }, async (question) => {
      clock.advance(1);
      const [first] = await Promise.all([
        question.wait(async () => {
          clock.advance(20);
          await turn();
          return "yes";
        }),
        question.wait(turn),
      ]);
      clock.advance(2);
      question.pause();
      clock.advance(30);
      question.resume();
      question.resume();
      return first;
    });

    expect(answer).toBe("yes");
    expect(span().durationMs).toBe(53);
    expect(span().attributes["heddle.waiting_ms"]).toBe(50);
    expect(span().events?.map(({ name }) => name)).toEqual([
      "heddle.paused",
      "heddle.resumed",
      "heddle.paused",
      "heddle.resumed",
    ]);
  });

  test("a wait that fails is over, and one that lasts until the end counts", async () => {
    const { attributes, clock } = recording();

    await expect(task("fails", {}, (x) => x.wait(() => Promise.reject(new Error("gone"))))).rejects.toThrow("gone");
    task("lasts", {}, (x) => {
      x.pause();
      clock.advance(7);
    });

    expect(attributes("fails")["heddle.waiting_ms"]).toBe(0);
    expect(attributes("lasts")["heddle.waiting_ms"]).toBe(7);
  });

  test("the prompt it was done by, with its variables unless inputs are not kept", () => {
    const { attributes } = recording();

    task("by option", { prompt: { name: "greet", version: 2 } }, () => {});
    task("with variables", {}, (x) => x.prompt({ name: "greet", version: 2 }, { who: "Ann" }));
    task("without", { capture: { input: false } }, (x) => x.prompt({ name: "greet", version: 2 }, { who: "Ann" }));

    const linked = { "gen_ai.prompt.name": "greet", "gen_ai.prompt.version": "2" };
    expect(attributes("by option")).toMatchObject(linked);
    expect(attributes("with variables")).toMatchObject({ ...linked, "gen_ai.prompt.variable.who": "Ann" });
    expect(attributes("without")).toMatchObject(linked);
    expect(attributes("without")["gen_ai.prompt.variable.who"]).toBeUndefined();
  });
});

describe("whose work it is", () => {
  test("a user and a session are on every span inside, also of plain telemetry", () => {
    const { memory } = recording();

    agent("a", { userId: "alice", sessionId: "chat-7" }, () => {
      tool("t", {}, () => {});
      memory.trace("plain", {}, () => {});
    });
    session("chat-8", { userId: "bob" }, () => task("b", {}, () => {}));
    session("chat-9", {}, () => task("c", {}, () => {}));

    const whose = memory
      .spans()
      .map(({ name, attributes }) => [
        name,
        attributes["user.id"],
        attributes["session.id"],
        attributes["gen_ai.conversation.id"],
      ]);
    expect(whose).toEqual([
      ["t", "alice", "chat-7", "chat-7"],
      ["plain", "alice", "chat-7", "chat-7"],
      ["a", "alice", "chat-7", "chat-7"],
      ["b", "bob", "chat-8", "chat-8"],
      ["c", undefined, "chat-9", "chat-9"],
    ]);
  });
});

describe("from anywhere", () => {
  test("the current span and trace, typed or not", async () => {
    const { memory, span } = recording();

    expect([currentSpan(), currentTrace()]).toEqual([undefined, undefined]);
    await agent("run", {}, async (run) => {
      await turn();
      tool("t", {}, (t) => {
        expect(currentSpan()).toBe(t);
        expect(currentTrace()).toBe(run);
        expect([t.parentSpanId, t.traceparent]).toEqual([run.spanId, `00-${run.traceId}-${t.spanId}-01`]);
        currentSpan()?.annotate("because");
        currentTrace()?.output("done");
      });
    });
    memory.trace("plain", {}, () => {
      currentSpan()?.annotate("here, too");
      expect(currentSpan()).toBe(currentSpan());
      task("inside", {}, (inside) => expect(inside.root.name).toBe("plain"));
    });

    expect(span("t").events?.[0]?.attributes).toEqual({ message: "because" });
    expect(span("run").attributes["gen_ai.output.messages"]).toBeDefined();
    expect(span("plain").events?.[0]?.attributes).toEqual({ message: "here, too" });
  });
});

test("a span without a type is inside of the typed one around it, unless it is of another trace", () => {
  const { memory } = recording();
  const other = new InMemoryTelemetry();

  agent("run", {}, (run) => {
    memory.trace("plain", {}, () => {
      expect([currentSpan()?.parent, currentTrace()]).toEqual([run, run]);
      tool("t", {}, (t) => expect([t.parent?.name, t.root]).toEqual(["plain", run]));
    });
    other.trace("elsewhere", {}, () => expect(currentTrace()?.name).toBe("elsewhere"));
  });
});

describe("a parent that is given", () => {
  test("counts wherever the program is: for the run, the telemetry and what is on its outermost span", () => {
    const { memory } = recording({ version: "7" });
    const other = new InMemoryTelemetry();

    const outer = agent.start("outer", { telemetry: other });
    const inner = tool.start("inner", { parent: outer });
    expect([inner.parent, inner.root, inner.telemetry]).toEqual([outer, outer, other]);
    inner.end();
    outer.end();
    agent("run", {}, () => {
      agent("elsewhere", { parent: null }, (span) => {
        expect([span.parent, span.root, currentTrace()]).toEqual([undefined, span, span]);
      });
    });

    expect(other.spans().map(({ name, attributes }) => [name, attributes["service.version"]])).toEqual([
      ["inner", undefined],
      ["outer", "7"],
    ]);
    expect(memory.spans().map(({ name, attributes }) => [name, attributes["service.version"]])).toEqual([
      ["elsewhere", "7"],
      ["run", "7"],
    ]);
  });

  test("one that has ended keeps nothing before it alive", () => {
    recording();

    const outer = agent.start("outer");
    const inner = outer.run(() => tool.start("inner"));
    inner.end();

    expect([inner.parent, inner.root]).toEqual([undefined, outer]);
  });
});

describe("where it goes", () => {
  test("to the telemetry that is given, with everything inside; else to that of the span around", () => {
    const { memory } = recording();
    const other = new InMemoryTelemetry();

    agent("mine", { telemetry: other }, () => tool("inside", {}, () => {}));
    other.trace("plain", {}, () => tool("inside plain", {}, () => {}));
    tool("configured", {}, () => {});

    expect(other.spans().map(({ name }) => name)).toEqual(["inside", "mine", "inside plain", "plain"]);
    expect(memory.spans().map(({ name }) => name)).toEqual(["configured"]);
  });

  test("what is inside of work that is not recorded is not recorded elsewhere", async () => {
    const { memory } = recording();
    const nothing = new NoTelemetry();

    const result = await agent("a", { telemetry: nothing, input: "x" }, async (span) => {
      await turn();
      expect(activeTelemetry()).toBe(nothing);
      return tool("t", {}, (t) => [span.traceId, t.spanId, t.traceparent]);
    });

    expect(result).toEqual(["", "", undefined]);
    expect(memory.spans()).toEqual([]);
  });

  test("work that is not recorded fails as it is", () => {
    recording();
    const boom = new Error("boom");

    const fails = () =>
      tool("x", { telemetry: new NoTelemetry() }, () => {
        throw boom;
      });

    expect(fails).toThrow(boom);
  });

  test("to a telemetry of two methods, with its nesting", async () => {
    recording();
    const seen: string[] = [];
    const foreign: Telemetry = {
      trace(name, attributes, work) {
        seen.push(`${name} ${attributes["heddle.span.type"]}`);
        return work({ set: (more: object) => seen.push(JSON.stringify(more)) } as unknown as Span);
      },
      emitMetric: (name, value) => seen.push(`${name} ${value}`),
    };

    await agent("a", { telemetry: foreign }, async (span) => {
      await turn();
      expect(currentSpan()).toBe(span);
      return tool("t", {}, () => 1);
    });

    expect(seen).toEqual([
      "a agent",
      "t tool",
      '{"gen_ai.tool.call.result":1}',
      '{"output.value":1,"output.mime_type":"application/json"}',
    ]);
  });
});

describe("capture", () => {
  test("inputs and outputs are kept as configured, or as the span is told", async () => {
    const { attributes } = recording({ capture: { output: false } });

    task("configured", { input: "in" }, () => "out");
    task("told", { input: "in", capture: { input: false, output: true } }, () => "out");
    for await (const _ of task.stream("stream", {}, async function* () {
      yield "out";
    }));

    expect([attributes("configured")["input.value"], attributes("configured")["output.value"]]).toEqual([
      "in",
      undefined,
    ]);
    expect(attributes("stream")["output.value"]).toBeUndefined();
    expect([attributes("told")["input.value"], attributes("told")["output.value"]]).toEqual([undefined, "out"]);
  });

  test("what is not said of one side is as configured", () => {
    const { attributes } = recording({ capture: { input: false } });

    task("half", { input: "in", capture: { input: undefined, output: true } as unknown as Capture }, () => "out");

    expect([attributes()["input.value"], attributes()["output.value"]]).toEqual([undefined, "out"]);
  });

  test("where nothing is kept, nothing is: also no tools, documents, reasons and comments", () => {
    const { memory } = recording({ capture: { input: false, output: false } });
    const tools = [{ type: "function", function: { name: "lookup", description: "SECRET", parameters: {} } }];
    const request = { model: "gpt-4o", tools, messages: [{ role: "user", content: "SECRET" }] };

    llm("ask", { request }, () => ({ choices: [{ message: { role: "assistant", content: "SECRET" } }] }));
    llm("half", { request, capture: { output: true } }, () => "said");
    retrieval("find", { input: "SECRET" }, () => [{ id: "d1", content: "SECRET", metadata: { text: "SECRET" } }]);
    guardrail("check", { input: "SECRET" }, () => ({ passed: false, reason: "it says SECRET", violations: ["word"] }));
    evaluation("judge", { input: "SECRET" }, () => ({ value: 0, comment: "SECRET is wrong" }));
    agent("run", { input: "SECRET", prompt: { name: "greet", version: 1 } }, (span) => {
      span.prompt({ name: "greet", version: 1 }, { word: "SECRET" });
      return "SECRET";
    });

    expect(JSON.stringify(memory.spans())).not.toContain("SECRET");
    expect(memory.spans().map(({ name }) => name)).toEqual(["ask", "half", "find", "check", "judge", "run"]);
  });

  test("an input that is told later is kept likewise, or not", () => {
    const { attributes } = recording();

    task("kept", {}, (span) => span.input("in"));
    task("nothing", {}, (span) => span.input(undefined));
    task("not kept", { capture: { input: false } }, (span) => span.input("in"));

    const inputs = ["kept", "nothing", "not kept"].map((name) => attributes(name)["input.value"]);
    expect(inputs).toEqual(["in", undefined, undefined]);
  });

  test("long values end early, and JSON stays JSON", () => {
    const { attributes } = recording({ maxInputLength: 10, maxOutputLength: 20 });

    task("x", { input: "a".repeat(30) }, () => ({ text: "b".repeat(30), rest: [1, 2, 3] }));

    expect(attributes()["input.value"]).toBe(`${"a".repeat(10)}… [20 more]`);
    expect(attributes()["output.value"]).toEqual({ text: `${"b".repeat(16)}… [14 more]`, "…": "[1 more]" });
  });

  test("of chat messages, what they say is shortened, and who says it stays", () => {
    const { attributes } = recording({ maxInputLength: 10, maxOutputLength: 20 });
    const call = { type: "tool_call", id: "c1", name: "search", arguments: { query: "b".repeat(30) } };

    llm(
      "x",
      {
        input: [
          { role: "user", content: "a".repeat(8) },
          { role: "user", content: "a".repeat(8) },
          { role: "user", content: "more" },
        ],
      },
      () => [{ role: "assistant", parts: [{ type: "text", content: "look" }, call] }],
    );

    const text = (content: string) => ({ role: "user", parts: [{ type: "text", content }] });
    expect(attributes()["gen_ai.input.messages"]).toEqual([
      text("a".repeat(8)),
      text("aa… [6 more]"),
      text("… [4 more]"),
    ]);
    expect(attributes()["gen_ai.output.messages"]).toEqual([
      {
        role: "assistant",
        parts: [
          { type: "text", content: "look" },
          { ...call, arguments: { query: `${"b".repeat(11)}… [19 more]` } },
        ],
        finish_reason: "tool_call",
      },
    ]);
  });

  test("a value may say what it is", () => {
    const { attributes } = recording();

    llm("raw", { input: { type: "raw", value: [{ role: "user", content: "x" }] } }, () => ({
      type: "text",
      value: "y",
    }));
    llm("list", { input: ["a", "b"] }, () => ({ intent: "weather" }));
    task("raw text", { input: { type: "raw", value: "x" } }, () => {});

    expect(attributes("raw")).toMatchObject({
      "input.value": [{ role: "user", content: "x" }],
      "gen_ai.output.messages": [{ role: "assistant", parts: [{ type: "text", content: "y" }] }],
    });
    expect(attributes("list")).toMatchObject({ "input.value": ["a", "b"], "output.value": { intent: "weather" } });
    expect(attributes("raw text")).toMatchObject({ "input.value": "x", "input.mime_type": "text/plain" });
  });
});
