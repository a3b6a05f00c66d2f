import { Agent, type AgentEvent, type AgentOptions, ScriptedModel, type ScriptedTurn, tool } from "@heddle/agent";
import { InMemoryTelemetry, NoTelemetry, type Telemetry } from "@heddle/core";
import { capture } from "@heddle/testing";
import { describe, expect, test } from "vitest";
import "@heddle/testing/vitest";

const call = (id: string, name: string, args: unknown = {}) => ({ id, name, arguments: args });
const add = tool<{ a: number; b: number }>({
  name: "add",
  parameters: {
    type: "object",
    properties: { a: { type: "integer" }, b: { type: "integer" } },
    required: ["a", "b"],
  },
  execute: ({ a, b }) => a + b,
});

function agentWith(turns: readonly ScriptedTurn[], options: Partial<AgentOptions> = {}) {
  const model = new ScriptedModel(turns);
  return { model, agent: new Agent("You add.", { model, tools: [add], ...options }) };
}

async function eventsOf(stream: AsyncIterable<AgentEvent>): Promise<AgentEvent[]> {
  const events: AgentEvent[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe("a run", () => {
  test("hands the model the conversation so far, and the tools", async () => {
    const calls = [call("c1", "add", { a: 2, b: 3 })];
    const { agent, model } = agentWith([{ text: "Adding.", toolCalls: calls }, { text: "5" }]);

    const { output, sessionId } = await agent.run("2 + 3?");

    expect([output, sessionId]).toEqual(["5", expect.stringMatching(/^run_[0-9a-f-]{36}$/)]);
    expect(model.requests.map(({ messages }) => messages.length)).toEqual([2, 4]);
    expect(model.requests[1]?.messages).toEqual([
      { role: "system", content: "You add." },
      { role: "user", content: "2 + 3?" },
      { role: "assistant", content: "Adding.", toolCalls: calls },
      { role: "tool", call: calls[0], content: "5", isError: false },
    ]);
    expect(model.requests[0]?.tools).toEqual([add]);
  });

  test("tells the model what was wrong with a call, and goes on", async () => {
    const broken = tool({
      name: "broken",
      execute() {
        throw "out of order";
      },
    });
    const toolCalls = [
      call("c1", "add", { a: "2" }),
      call("c2", "subtract"),
      call("c3", "broken"),
      call("c4", "add", '{"a":'),
    ];
    const { agent, model } = agentWith([{ toolCalls }, { text: "Sorry." }], { tools: [add, broken] });

    await agent.run("Go.");

    const answers = model.requests[1]?.messages.slice(3);
    expect(answers?.map(({ content }) => content)).toEqual([
      "add was not called: arguments must have required property 'b', arguments/a must be integer",
      'there is no tool "subtract"; there is add, broken',
      "out of order",
      "add was not called: arguments must be object",
    ]);
    expect(answers?.every((message) => message.role === "tool" && message.isError)).toBe(true);
  });

  test("a tool may throw anything, and return what JSON cannot say", async () => {
    const cycle: Record<string, unknown> = {};
    cycle.self = cycle;
    const message = { get: () => ({}) };
    const thrown = [
      undefined,
      Object.create(null),
      Symbol("odd"),
      Object.defineProperty(new Error(), "message", message),
    ];
    const tools = [
      ...thrown.map((value, n) => {
        return tool({
          name: `throws_${n}`,
          execute() {
            throw value;
          },
        });
      }),
      tool({ name: "bigint", execute: () => 1n }),
      tool({ name: "cycle", execute: () => cycle }),
    ];
    const toolCalls = tools.map(({ name }) => call(name, name));
    const { agent, model } = agentWith([{ toolCalls }, {}], { tools });

    await agent.run("Go.");

    const answers = model.requests[1]?.messages.slice(3);
    expect(answers?.map(({ content }) => content.split("\n")[0])).toEqual([
      "undefined",
      "{}",
      "Symbol(odd)",
      "{}",
      "Do not know how to serialize a BigInt",
      "Converting circular structure to JSON",
    ]);
    expect(answers?.every((answer) => answer.role === "tool" && answer.isError)).toBe(true);
  });

  test("without tools there is none to call", async () => {
    const { agent, model } = agentWith([{ toolCalls: [call("c", "add")] }, {}], { tools: [] });

    await agent.run("Go.");

    expect(model.requests[1]?.messages.at(-1)?.content).toBe('there is no tool "add"; there is none');
  });

  test("tools are called at the same time, and answer in the order of the calls", async () => {
    const order: string[] = [];
    const slow = tool({
      name: "slow",
      async execute(_, { callId }) {
        order.push(`${callId} begins`);
        await Promise.resolve();
        order.push(`${callId} ends`);
        return undefined;
      },
    });
    const { agent, model } = agentWith([{ toolCalls: [call("1", "slow"), call("2", "slow")] }, {}], { tools: [slow] });

    await agent.run("Go.");

    expect(order).toEqual(["1 begins", "2 begins", "1 ends", "2 ends"]);
    expect(model.requests[1]?.messages.slice(-2).map(({ content }) => content)).toEqual(["", ""]);
  });

  test("stops after maxTurns with what there is", async () => {
    const again = { text: "Once more.", toolCalls: [call("c", "add", { a: 1, b: 1 })] };
    const { agent } = agentWith([again, again, again], { maxTurns: 2 });

    expect(await agent.run("Go.")).toMatchObject({ stopReason: "max_turns", turns: 2, output: "Once more." });
  });

  test("a tool knows whose run it is", async () => {
    const seen: unknown[] = [];
    const whoami = tool({
      name: "whoami",
      execute(_, { signal, ...context }) {
        seen.push(context, signal.aborted);
      },
    });
    const turns = [{ toolCalls: [call("c", "whoami")] }, {}];
    const { agent } = agentWith([...turns, ...turns], { tools: [whoami] });

    await agent.run("Go.", { userId: "alice", sessionId: "s" });
    await agent.run("Go.", { sessionId: "t" });

    expect(seen).toEqual([
      { callId: "c", sessionId: "s", userId: "alice" },
      false,
      { callId: "c", sessionId: "t" },
      false,
    ]);
  });

  test("a signal that has aborted before lets nothing begin", async () => {
    const { agent, model } = agentWith([{ text: "Too late." }]);

    await expect(agent.run("Go.", { signal: AbortSignal.abort("no") })).rejects.toBe("no");
    expect(model.requests).toEqual([]);
  });
});

describe("a model that fails", () => {
  const busy = Object.assign(new Error("busy"), { isRetryable: true });

  test("is asked again, as often as it may be, when the error may pass", async () => {
    const { agent, model } = agentWith([{ error: busy }, { text: "Here." }], { maxRetries: 1 });
    const tired = agentWith([{ error: busy }, { text: "Never asked." }], { maxRetries: 0 });

    expect((await agent.run("Go.")).output).toBe("Here.");
    expect(model.requests).toHaveLength(2);
    await expect(tired.agent.run("Go.")).rejects.toBe(busy);
  });

  test("is not asked again before its server wants it, unless that is too long", async () => {
    const slowDown = (seconds: string) => {
      return Object.assign(new Error("slow down"), { isRetryable: true, responseHeaders: { "retry-after": seconds } });
    };
    const soon = agentWith([{ error: slowDown("30") }, { text: "Too early." }], { budget: { maxWallClockMs: 500 } });
    const late = agentWith([{ error: slowDown("61") }, { text: "Here." }]);

    expect((await soon.agent.run("Go.")).stopReason).toBe("budget_exceeded");
    expect((await late.agent.run("Go.")).output).toBe("Here.");
  });

  test("with nothing at all is not asked again", async () => {
    const model = {
      name: "mute",
      stream() {
        throw undefined;
      },
    };

    await expect(new Agent("", { model }).run("Go.")).rejects.toBe(undefined);
  });

  test("is not asked again once its answer has begun", async () => {
    const model = {
      name: "half",
      async *stream() {
        yield { type: "text" as const, text: "Half an" };
        throw busy;
      },
    };

    await expect(new Agent("", { model }).run("Go.")).rejects.toBe(busy);
  });

  test("without a last word it has used nothing", async () => {
    const model = {
      name: "terse",
      async *stream() {
        yield { type: "text" as const, text: "Hi." };
      },
    };

    const { usage } = await new Agent("", { model }).run("Go.");

    expect(usage).toEqual({ inputTokens: 0, outputTokens: 0, costUsd: 0 });
  });

  test("whose script is over says so", async () => {
    const { agent } = agentWith([]);

    await expect(agent.run("Go.")).rejects.toThrow("ScriptedModel: the script has only 0 turns");
  });
});

describe("a stream", () => {
  test("gives every event as it happens, and the result last", async () => {
    const toolCalls = [call("c1", "add", { a: 2, b: 3 })];
    const { agent } = agentWith([{ text: "Adding it.", toolCalls }, { text: "5" }]);

    const events = await eventsOf(agent.stream("2 + 3?", { sessionId: "s" }));

    expect(events).toEqual([
      { type: "text", text: "Adding " },
      { type: "text", text: "it." },
      { type: "tool_call", call: toolCalls[0] },
      { type: "tool_result", call: toolCalls[0], content: "5", isError: false },
      { type: "text", text: "5" },
      {
        type: "done",
        result: {
          output: "5",
          stopReason: "done",
          turns: 2,
          usage: { inputTokens: 13, outputTokens: 4, costUsd: 0 },
          sessionId: "s",
        },
      },
    ]);
  });

  test("throws what the run throws, after what came before", async () => {
    const error = new Error("no model");
    const { agent } = agentWith([{ text: "One.", toolCalls: [call("c", "add", { a: 1, b: 1 })] }, { error }]);
    const seen: string[] = [];

    const consume = async () => {
      for await (const { type } of agent.stream("Go.")) seen.push(type);
    };

    await expect(consume()).rejects.toBe(error);
    expect(seen).toEqual(["text", "tool_call", "tool_result"]);
  });

  test("whoever stops listening cancels the run, and every span of it ends", async () => {
    const { telemetry } = capture();
    const { agent } = agentWith([{ text: "One two three four five." }], { telemetry });

    for await (const event of agent.stream("Go.")) if (event.type === "text") break;

    const status = "cancelled" as const;
    expect(telemetry).toHaveSpanTree({
      name: "loom.run",
      status,
      children: [{ name: "loom.turn", status, children: [{ name: "loom.model.stream", status, children: [] }] }],
    });
    expect(telemetry).toHaveNoOpenSpans();
  });

  test("its own signal cancels it too", async () => {
    const { agent } = agentWith([{ delayMs: 60_000 }]);
    const stop = new AbortController();

    const events = eventsOf(agent.stream("Go.", { signal: stop.signal }));
    stop.abort();

    await expect(events).rejects.toMatchObject({ name: "AbortError" });
  });
});

describe("workers", () => {
  const delegate = { toolCalls: [call("c", "delegate", { worker: "writer", task: "Write." })] };
  const writer = (telemetry?: Telemetry) =>
    new Agent("You write.", {
      model: new ScriptedModel([{ text: "Written." }]),
      ...(telemetry && { telemetry }),
    });

  test("take their supervisor's telemetry, unless they have one", async () => {
    const [telemetry, own] = [new InMemoryTelemetry(), new InMemoryTelemetry()];
    const turns = [delegate, { text: "Done." }];

    await agentWith(turns, { telemetry, workers: { writer: writer() } }).agent.run("Go.");
    const inherited = telemetry.take();
    await agentWith(turns, { telemetry, workers: { writer: writer(own) } }).agent.run("Go.");
    await agentWith(turns, { telemetry, workers: { writer: writer(new NoTelemetry()) } }).agent.run("Go.");

    expect(inherited).toHaveSpan("loom.run", { times: 2 });
    expect(telemetry).toHaveSpan("loom.run", { times: 2 });
    expect(own).toHaveSpan("loom.run", { times: 1 });
  });

  test("a worker that is not there is a mistake of the model's", async () => {
    const toolCalls = [call("c", "delegate", { worker: "cook", task: "Cook." }), call("d", "delegate", null)];
    const { agent, model } = agentWith([{ toolCalls }, {}], { workers: { writer: writer() } });

    await agent.run("Go.");

    expect(model.requests[1]?.messages.slice(-2).map(({ content }) => content)).toEqual([
      "delegate was not called: arguments/worker must be equal to one of the allowed values",
      "delegate was not called: arguments must be object",
    ]);
  });
});

test("a telemetry of one's own with two methods, even a broken one, does not break a run", async () => {
  const seen: unknown[] = [];
  const telemetry = {
    trace: <T>(name: string, _attributes: object, work: (span: never) => T): T => {
      seen.push(name);
      return work({} as never);
    },
    emitMetric(name: string, _value: number, attributes?: object) {
      seen.push([name, attributes]);
      throw new Error("no gateway");
    },
  };
  const { agent } = agentWith([{ text: "Hi." }], { telemetry });

  expect((await agent.run("Go.", { userId: "alice" })).output).toBe("Hi.");

  expect(seen).toEqual([
    "loom.run",
    "loom.turn",
    "loom.model.stream",
    ["loom.tokens.input", { model: "ScriptedModel", user_id: "alice" }],
    ["loom.tokens.output", { model: "ScriptedModel", user_id: "alice" }],
    ["loom.session.duration_ms", { architecture: "react", user_id: "alice" }],
  ]);
});

test("a telemetry may be given as a configuration says it", async () => {
  expect(() => agentWith([], { telemetry: "memory" })).not.toThrow();
  expect(() => agentWith([], { telemetry: { backend: "memory" } })).not.toThrow();
  expect(() => agentWith([], { telemetry: "datadog" })).toThrow('"datadog" is not known');
});

describe("without telemetry", () => {
  class CountingNoTelemetry extends NoTelemetry {
    calls = 0;

    override trace<T>(...args: Parameters<Telemetry["trace"]>): T {
      this.calls++;
      return super.trace(...args) as T;
    }

    override emitMetric(): void {
      this.calls++;
    }
  }

  test("a run calls neither trace nor emitMetric", async () => {
    const telemetry = new CountingNoTelemetry();
    const turns = [{ toolCalls: [call("c", "add", { a: 1, b: 2 }), call("d", "add", {})] }, { text: "3" }];
    const { agent } = agentWith(turns, { telemetry });

    expect((await agent.run("1 + 2?", { userId: "alice" })).output).toBe("3");
    expect(telemetry.calls).toBe(0);
  });
});
