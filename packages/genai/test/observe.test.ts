import { setImmediate as turn } from "node:timers/promises";
import { activeSpan, InMemoryTelemetry } from "@heddle/core";
import { type AnyFunction, configure, llm, observe, observed, task, tool } from "@heddle/genai";
import { afterEach, describe, expect, expectTypeOf, test } from "vitest";
import { recording } from "./recording.ts";

/** What a compiler makes of `@decorator`, which this language level does not have yet. */
function decorate(target: object, name: string | symbol, decorator: ReturnType<typeof observed>): void {
  const method = Reflect.get(target, name) as AnyFunction;
  const context = { kind: "method", name } as ClassMethodDecoratorContext;
  Object.defineProperty(target, name, { value: decorator(method, context) });
}

afterEach(() => {
  configure({ enabled: false });
});

describe("functions", () => {
  test("a sync and an async one keep result, type, name and length, and are traced", async () => {
    const { attributes } = recording();
    function add(a: number, b: number): number {
      return a + b;
    }
    const greet = observe(async (name: string) => `hi ${name}`, { name: "greet", type: "tool" });

    const observed = observe(add);

    expectTypeOf(observed).toEqualTypeOf<typeof add>();
    expect([observed.name, observed.length, observed(1, 2)]).toEqual(["add", 2, 3]);
    expect(await greet("Ann")).toBe("hi Ann");
    expect(attributes("add")).toMatchObject({ "heddle.span.type": "custom", "input.value": [1, 2], "output.value": 3 });
    expect(attributes("greet")).toMatchObject({
      "heddle.span.type": "tool",
      "gen_ai.tool.call.arguments": "Ann",
      "gen_ai.tool.call.result": "hi Ann",
    });
  });

  test("this stays, errors come out as the same object, and a function that gives a promise waits for it", async () => {
    const { span, clock } = recording();
    const boom = new Error("boom");
    const account = {
      balance: 3,
      read: observe(function read(this: { balance: number }) {
        return this.balance;
      }),
      fails: observe(
        () => {
          throw boom;
        },
        { name: "fails" },
      ),
      later: observe(
        () =>
          turn().then(() => {
            clock.advance(5);
            throw boom;
          }),
        { name: "later" },
      ),
    };

    expect(account.read()).toBe(3);
    expect(account.fails).toThrow(boom);
    await expect(account.later()).rejects.toBe(boom);

    expect([span("fails").status, span("later").status, span("later").durationMs]).toEqual(["error", "error", 5]);
  });

  test("parents and children nest, also when requests run at the same time", async () => {
    const { memory } = recording();
    const leaf = observe(async function leaf(n: number) {
      await turn();
      return n;
    });
    const request = observe(async function request(n: number) {
      await turn();
      return leaf(n);
    });

    await Promise.all([request(1), request(2)]);

    const requests = memory.find("request");
    const leaves = memory.find("leaf");
    expect([new Set(requests.map(({ traceId }) => traceId)).size, leaves.length]).toEqual([2, 2]);
    for (const { traceId, parentSpanId, attributes } of leaves) {
      const parent = requests.find(({ spanId }) => spanId === parentSpanId);
      expect([parent?.traceId, parent?.attributes["input.value"]]).toEqual([traceId, attributes["input.value"]]);
    }
  });

  test("what is kept can be switched off, and other options are those of the type", () => {
    const { attributes } = recording();

    observe((x: number) => x, { name: "quiet", capture: { input: false, output: false } })(1);
    observe((_prompt: string) => "yes", { name: "ask", type: "llm", model: "gpt-5", level: "debug" })("really?");

    expect(attributes("quiet")).toEqual({ "heddle.span.type": "custom" });
    expect(attributes("ask")).toMatchObject({
      "gen_ai.request.model": "gpt-5",
      "heddle.level": "debug",
      "gen_ai.input.messages": [{ role: "user", parts: [{ type: "text", content: "really?" }] }],
      "gen_ai.output.messages": [{ role: "assistant", parts: [{ type: "text", content: "yes" }] }],
    });
  });

  test("without telemetry it is the function and nothing else", () => {
    configure({ enabled: false });
    const memory = new InMemoryTelemetry();

    expect(observe((x: number) => x + 1, { telemetry: memory })(1)).toBe(2);

    expect(memory.spans()).toEqual([]);
  });

  test("a function without a name is anonymous", () => {
    const { span } = recording();

    observe(
      (
        () => () =>
          1
      )(),
    )();

    expect(span().name).toBe("anonymous");
  });

  test("what is no function is refused, and so is a class", () => {
    expect(() => observe(5 as never)).toThrow("observe: 5 is not a function to be called; give a function or a method");
    expect(() => observe(class Tool {} as never)).toThrow("observe: class Tool {} is not a function to be called");
    expect(() => observe(class {} as never)).toThrow("observe: class {} is not a function to be called");
  });

  test("a method may be called class, and what hangs on a function is there", () => {
    recording();
    const school = {
      class() {
        return 7;
      },
    };
    const search = observe(Object.assign((words: string) => words.length, { schema: { type: "string" } }));

    expect(observe(school.class)()).toBe(7);
    expect([search("two"), search.schema]).toEqual([3, { type: "string" }]);
    expect(observe(async () => {}).constructor.name).toBe("AsyncFunction");
  });
});

describe("a decorated method", () => {
  test("what is decorated in another way is refused", () => {
    const message =
      "observed: this is no method, or one compiled with experimentalDecorators; leave that out, or give the method to observe()";
    const decorator = observed() as (...args: unknown[]) => unknown;

    expect(() => decorator({}, "lookUp", {})).toThrow(new TypeError(message));
    expect(() => decorator({}, "lookUp")).toThrow(message);
    expect(() => decorator(undefined, { kind: "field", name: "lookUp" })).toThrow(message);
  });

  test("is traced whenever it is called, with its this and its own name unless it is given one", async () => {
    const { span } = recording();
    const hidden = Symbol("hidden");
    class Weather {
      readonly #unit = "°C";
      async lookUp(city: string): Promise<string> {
        return `${city}: 2 ${this.#unit}`;
      }
      static parse(text: string): number {
        return Number(text);
      }
      [hidden](): number {
        return 1;
      }
    }
    decorate(Weather.prototype, "lookUp", observed({ type: "tool" }));
    decorate(Weather, "parse", observed({ name: "read it", capture: { input: false } }));
    decorate(Weather.prototype, hidden, observed());

    expect([await new Weather().lookUp("Oslo"), Weather.parse("7"), new Weather()[hidden]()]).toEqual([
      "Oslo: 2 °C",
      7,
      1,
    ]);

    expect(span("lookUp").attributes).toMatchObject({
      "gen_ai.tool.name": "lookUp",
      "gen_ai.tool.call.arguments": "Oslo",
      "gen_ai.tool.call.result": "Oslo: 2 °C",
    });
    expect(span("read it").attributes["input.value"]).toBeUndefined();
    expect(span("Symbol(hidden)").attributes["output.value"]).toBe(1);
  });
});

describe("async generators", () => {
  const words = async function* words(...given: readonly string[]): AsyncGenerator<string, number, string | undefined> {
    for (const word of given) {
      await turn();
      tool("inside", {}, () => {});
      yield word;
    }
    return given.length;
  };

  test("the span lasts from the first item to the last, has them as its output, and what runs inside is inside", async () => {
    const { memory, span, clock } = recording();
    const observed = observe(words, { type: "chain" });

    const stream = observed("a", "b");
    clock.advance(100);
    const items: string[] = [];
    for await (const word of stream) {
      expect(activeSpan()).toBeUndefined();
      clock.advance(10);
      items.push(word);
    }

    expect(items).toEqual(["a", "b"]);
    expect(span("words")).toMatchObject({ durationMs: 20, status: "ok" });
    expect(span("words").attributes).toMatchObject({ "input.value": ["a", "b"], "output.value": 2 });
    expect(memory.find("inside").map(({ parentSpanId }) => parentSpanId)).toEqual(Array(2).fill(span("words").spanId));
  });

  test("texts are joined where it returns nothing, and what is sent and returned passes", async () => {
    const { attributes } = recording();
    const echo = observe(async function* echo(): AsyncGenerator<string, void, string> {
      const answer = yield "who? ";
      yield answer;
    });

    const stream = echo();

    expect(await stream.next("ignored")).toEqual({ done: false, value: "who? " });
    expect(await stream.next("Ann")).toEqual({ done: false, value: "Ann" });
    expect(await stream.next("")).toEqual({ done: true, value: undefined });
    expect(attributes()["output.value"]).toBe("who? Ann");
  });

  test("an early return, a throw into it and a failure of its own each end the span", async () => {
    const { span } = recording();
    const boom = new Error("boom");

    for await (const _ of observe(words, { name: "left" })("a", "b")) break;
    const thrown = observe(words, { name: "thrown" })("a");
    await thrown.next();
    await expect(thrown.throw(boom)).rejects.toBe(boom);
    const failing = observe(
      async function* () {
        yield 1;
        throw boom;
      },
      { name: "failing" },
    )();
    await failing.next();
    await expect(failing.next()).rejects.toBe(boom);

    expect([span("left").status, span("thrown").status, span("failing").status]).toEqual(["ok", "error", "error"]);
  });

  test("it belongs where it was called, wherever it is read", async () => {
    const { span } = recording();
    const observed = observe(words);

    const stream = task("handler", {}, () => observed("a"));
    await task("elsewhere", {}, async () => {
      for await (const _ of stream);
    });

    expect(span("words").parentSpanId).toBe(span("handler").spanId);
  });

  test("a model's stream is put together as its answer", async () => {
    const { attributes } = recording();
    const ask = observe(
      async function* ask(_prompt: string) {
        yield { choices: [{ delta: { content: "Hel" } }] };
        yield { choices: [{ delta: { content: "lo" }, finish_reason: "stop" }] };
      },
      { type: "llm", model: "gpt-5" },
    );

    for await (const _ of ask("hi"));

    expect(attributes()).toMatchObject({
      "gen_ai.output.messages": [
        { role: "assistant", parts: [{ type: "text", content: "Hello" }], finish_reason: "stop" },
      ],
    });
  });

  test("a plain function that gives a generator is open as long as that", async () => {
    const { memory, span } = recording();
    const observed = observe((word: string) => words(word), { name: "wrapped" });

    const stream = observed("a");
    expect(memory.openSpans().map(({ name }) => name)).toEqual(["wrapped"]);
    for await (const _ of stream);

    expect(span("wrapped").attributes["output.value"]).toBe(1);
    expect(span("inside").parentSpanId).toBe(span("wrapped").spanId);
  });
});

describe("generators", () => {
  const count = function* count(to: number): Generator<number, string, number | undefined> {
    try {
      for (let n = 1; n <= to; n++) {
        tool("inside", {}, () => {});
        const jump = yield n;
        if (jump !== undefined) n = jump;
      }
      return "done";
    } finally {
      tool("cleaned", {}, () => {});
    }
  };

  test("what is yielded, sent and returned passes, and helpers are there", () => {
    const { span, memory } = recording();
    const observed = observe(count);

    const steps = observed(5);
    expect([steps.next(), steps.next(3), steps.next(), steps.next(), steps.next()]).toEqual([
      { done: false, value: 1 },
      { done: false, value: 4 },
      { done: false, value: 5 },
      { done: true, value: "done" },
      { done: true, value: undefined },
    ]);
    expect(span("count").attributes).toMatchObject({ "input.value": 5, "output.value": "done" });
    const { spanId } = span("count");
    expect(memory.find("inside").map(({ parentSpanId }) => parentSpanId)).toEqual([spanId, spanId, spanId]);
    expect([...observe(count)(3).map((n) => n * 2)]).toEqual([2, 4, 6]);
  });

  test("leaving early, a throw into it and a failure each end the span, cleaning up inside of it", () => {
    const { memory, span } = recording();
    const boom = new Error("boom");

    for (const _ of observe(count, { name: "left" })(5)) break;
    const thrown = observe(count, { name: "thrown" })(5);
    thrown.next();
    expect(() => thrown.throw(boom)).toThrow(boom);

    expect(thrown.return("over")).toEqual({ done: true, value: "over" });
    expect([span("left").status, span("thrown").status]).toEqual(["ok", "error"]);
    expect(memory.find("cleaned").map(({ parentSpanId }) => parentSpanId)).toEqual([
      span("left").spanId,
      span("thrown").spanId,
    ]);
  });

  test("one that yields while it cleans up has ended for the span, and goes on for whoever asks", () => {
    const { span } = recording();
    const steps = observe(
      function* (): Generator<string, string> {
        try {
          yield "work";
        } finally {
          yield "clean up";
        }
        return "worked";
      },
      { name: "x" },
    )();

    steps.next();
    expect([steps.return("early"), steps.next()]).toEqual([
      { done: false, value: "clean up" },
      { done: true, value: "early" },
    ]);

    expect(span().status).toBe("ok");
  });

  test("a generator that is observed twice has two spans of the same length", () => {
    const { memory } = recording();
    function* count() {
      yield* [1, 2];
    }

    expect([...observe(observe(count), { name: "around" })()]).toEqual([1, 2]);

    expect(memory.spans().map(({ name, attributes }) => [name, attributes["output.value"]])).toEqual([
      ["count", [1, 2]],
      ["around", [1, 2]],
    ]);
  });

  test("one that is never started has no span, and is over when it is given up", () => {
    const { memory } = recording();
    const boom = new Error("boom");
    const observed = observe(count);

    const returned = observed(1);
    expect(returned.return("early")).toEqual({ done: true, value: "early" });
    expect(returned.next()).toEqual({ done: true, value: undefined });
    expect(() => observed(1).throw(boom)).toThrow(boom);
    {
      using _ = observed(1);
    }

    expect(memory.spans()).toEqual([]);
  });
});

test("a revoked proxy that a function gives is given on", () => {
  const { span } = recording();
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();

  expect(observe(() => proxy, { name: "odd" })() === proxy).toBe(true);

  expect(span().status).toBe("ok");
  expect(llm("x", {}, () => proxy) === proxy).toBe(true);
});
