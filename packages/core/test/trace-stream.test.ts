import { setImmediate as turn } from "node:timers/promises";
import {
  activeSpan,
  InMemoryTelemetry,
  type ManualSpan,
  MultiTelemetry,
  startSpan,
  type Telemetry,
  traceStream,
} from "@heddle/core";
import { TracedStream } from "@heddle/core/bridge";
import { describe, expect, test } from "vitest";

const outcomes = (memory: InMemoryTelemetry) => memory.spans().map(({ name, status }) => `${name} ${status}`);

async function collect<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const items: T[] = [];
  for await (const item of stream) items.push(item);
  return items;
}

async function* words(memory: Telemetry, cleanUp: () => void = () => {}): AsyncGenerator<string> {
  try {
    for (const word of ["a", "b", "c"]) {
      await turn();
      yield memory.trace(`make.${word}`, {}, () => word);
    }
  } finally {
    cleanUp();
  }
}

test("the span is open from the first item to the last, the steps are inside it and the consumer is not", async () => {
  const memory = new InMemoryTelemetry();

  await memory.trace("consumer", {}, async (consumer) => {
    const stream = traceStream(memory, "stream", { a: 1 }, () => words(memory));
    expect(memory.openSpans().map((span) => span.name)).toEqual(["consumer"]);
    for await (const word of stream) {
      expect(activeSpan()).toBe(consumer);
      memory.trace(`use.${word}`, {}, () => {});
    }
  });

  const [{ children }] = memory.tree() as never as [{ children: { span: { name: string }; children: unknown[] }[] }];
  expect(children.map((node) => [node.span.name, node.children.length])).toEqual([
    ["stream", 3],
    ["use.a", 0],
    ["use.b", 0],
    ["use.c", 0],
  ]);
});

test("a consumer that breaks out of the loop ends the span and the source", async () => {
  const memory = new InMemoryTelemetry();
  let cleaned = 0;

  for await (const word of traceStream(memory, "stream", {}, () => words(memory, () => cleaned++))) {
    if (word === "b") break;
  }

  expect(outcomes(memory)).toEqual(["make.a ok", "make.b ok", "stream ok"]);
  expect(cleaned).toBe(1);
});

test("a source that fails fails the span, and the consumer gets the same error", async () => {
  const memory = new InMemoryTelemetry();
  const boom = new Error("boom");
  const failing = traceStream(memory, "stream", {}, async function* () {
    yield 1;
    throw boom;
  });

  await expect(collect(failing)).rejects.toBe(boom);
  expect(await failing.next()).toEqual({ done: true, value: undefined });

  expect(outcomes(memory)).toEqual(["stream error"]);
});

test("a source that cannot be opened fails the span", async () => {
  const memory = new InMemoryTelemetry();
  const boom = new Error("boom");
  const stream = traceStream(memory, "stream", {}, () => {
    throw boom;
  });

  await expect(stream.next()).rejects.toBe(boom);
  expect(await stream.next()).toMatchObject({ done: true });

  expect(outcomes(memory)).toEqual(["stream error"]);
});

test("what is thrown into the stream reaches the source, or fails a source that cannot take it", async () => {
  const memory = new InMemoryTelemetry();
  const boom = new Error("boom");
  const generator = traceStream(memory, "generator", {}, async function* () {
    try {
      yield 1;
    } catch (error) {
      yield error === boom ? 2 : 3;
    }
  });
  const bare = traceStream(memory, "bare", {}, () => ({
    [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: 1 }) }),
  }));

  await generator.next();
  expect(await generator.throw(boom)).toEqual({ done: false, value: 2 });
  await generator.return();
  await bare.next();
  await expect(bare.throw(boom)).rejects.toBe(boom);
  await expect(bare.throw(boom)).rejects.toBe(boom);

  expect(outcomes(memory)).toEqual(["generator ok", "bare error"]);
});

test("a stream that nobody starts opens nothing, and is over when it is given up", async () => {
  const memory = new InMemoryTelemetry();
  let opened = 0;
  const open = () => {
    opened++;
    return words(memory);
  };

  const returned = traceStream(memory, "x", {}, open);
  await returned.return();
  const thrown = traceStream(memory, "x", {}, open);
  await expect(thrown.throw(new Error("no"))).rejects.toThrow("no");
  {
    await using _ = traceStream(memory, "x", {}, open);
  }

  expect([await returned.next(), await thrown.next()]).toEqual([
    { done: true, value: undefined },
    { done: true, value: undefined },
  ]);
  expect([opened, memory.spans()]).toEqual([0, []]);
});

test("a source without a return is ended all the same", async () => {
  const memory = new InMemoryTelemetry();
  const endless = { [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: 1 }) }) };

  for await (const _ of traceStream(memory, "x", {}, () => endless)) break;

  expect(outcomes(memory)).toEqual(["x ok"]);
});

test("on any other telemetry it is built on trace alone", async () => {
  const memory = new InMemoryTelemetry();
  const around: Telemetry = { trace: (...args) => memory.trace(...args), emitMetric() {} };

  expect(await collect(traceStream(around, "stream", {}, () => words(around)))).toEqual(["a", "b", "c"]);
  await turn();

  const [{ span, children }] = memory.tree() as never as [{ span: { name: string }; children: unknown[] }];
  expect([span.name, children.length]).toEqual(["stream", 3]);
});

test("interleaved streams of a multi each keep their own parent", async () => {
  const memory = new InMemoryTelemetry();
  const multi = new MultiTelemetry([memory, { trace: (_n, _a, work) => work(undefined as never), emitMetric() {} }]);
  const consume = (name: string) => collect(traceStream(multi, name, {}, () => words(multi)));

  await Promise.all([consume("x"), consume("y")]);

  expect(memory.tree().map(({ span, children }) => [span.name, children.length])).toEqual([
    ["x", 3],
    ["y", 3],
  ]);
});

describe("TracedStream", () => {
  async function* talk(): AsyncGenerator<string, number, string> {
    const answer = yield "ask";
    yield `got ${answer}`;
    return 7;
  }
  const traced = (
    memory: Telemetry,
    open: () => AsyncIterable<string, number> | Promise<AsyncIterable<string, number>>,
    seen: unknown[] = [],
  ) =>
    new TracedStream<string, number, string, ManualSpan>({
      start: () => startSpan(memory, "talk"),
      open,
      onItem: (item) => seen.push(item),
      onReturn: (value) => seen.push(value),
    });

  test("what is sent, returned and thrown passes as through the generator itself, and is seen on its way", async () => {
    const memory = new InMemoryTelemetry();
    const seen: unknown[] = [];
    const stream = traced(memory, async () => talk(), seen);

    const results = [await stream.next(), await stream.next("42"), await stream.next(), await stream.next()];

    expect(results).toEqual([
      { done: false, value: "ask" },
      { done: false, value: "got 42" },
      { done: true, value: 7 },
      { done: true, value: undefined },
    ]);
    expect(seen).toEqual(["ask", "got 42", 7]);
    expect(await traced(memory, talk).return(3)).toEqual({ done: true, value: 3 });
    expect(outcomes(memory)).toEqual(["talk ok"]);
  });

  test("steps that are asked for at once begin one span", async () => {
    const memory = new InMemoryTelemetry();
    const stream = traced(memory, async () => talk());

    const results = await Promise.all([stream.next(), stream.next("42"), stream.next()]);

    expect(results.map(({ value }) => value)).toEqual(["ask", "got 42", 7]);
    expect(outcomes(memory)).toEqual(["talk ok"]);
  });

  test("a source that yields while it cleans up has ended for the span, and goes on for whoever asks", async () => {
    const memory = new InMemoryTelemetry();
    const stream = traced(memory, async function* () {
      try {
        yield "work";
      } finally {
        yield "clean up";
      }
      return 0;
    });

    await stream.next();
    const results = [await stream.return(1), await stream.next()];

    expect(results).toEqual([
      { done: false, value: "clean up" },
      { done: true, value: 1 },
    ]);
    expect(outcomes(memory)).toEqual(["talk ok"]);
  });

  test("an item that comes when the stream was left is handed on, and is none of the span's any more", async () => {
    const memory = new InMemoryTelemetry();
    const seen: unknown[] = [];
    const answer = Promise.withResolvers<IteratorResult<string, number>>();
    const iterator = { next: () => answer.promise };
    const stream = traced(memory, () => ({ [Symbol.asyncIterator]: () => iterator }), seen);

    const asked = stream.next();
    await turn();
    await stream.return(1);
    answer.resolve({ done: false, value: "late" });

    expect(await asked).toEqual({ done: false, value: "late" });
    expect(seen).toEqual([1]);
    expect(outcomes(memory)).toEqual(["talk ok"]);
  });

  test("a source that could not be opened is over, however it is asked", async () => {
    const memory = new InMemoryTelemetry();
    const stream = traced(memory, () => Promise.reject(new Error("no model")));

    await expect(stream.next()).rejects.toThrow("no model");
    await expect(stream.throw(new Error("mine"))).rejects.toThrow("mine");

    expect([await stream.next(), await stream.return(2)]).toEqual([
      { done: true, value: undefined },
      { done: true, value: 2 },
    ]);
    expect(outcomes(memory)).toEqual(["talk error"]);
  });
});
