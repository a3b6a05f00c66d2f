import type { AsyncLocalStorage } from "node:async_hooks";
import { setImmediate as turn } from "node:timers/promises";
import {
  activeSpan,
  activeTelemetry,
  continueTrace,
  InMemoryTelemetry,
  MultiTelemetry,
  NoTelemetry,
  parseTraceparent,
  type SpanNode,
  startSpan,
  withAttributes,
  withTelemetry,
} from "@heddle/core";
import { captureContext, contextValue, isOutsideOfSpans, outsideOfSpans, withContextValue } from "@heddle/core/bridge";
import { describe, expect, test, vi } from "vitest";

/** `["a", ["b"]]`: a with a child b. */
type Shape = readonly [string, ...Shape[]];
const shapeOf = ({ span, children }: SpanNode): Shape => [span.name, ...children.map(shapeOf)];
const shapes = (memory: InMemoryTelemetry) => memory.tree().map(shapeOf);

describe("nesting", () => {
  test("a nested span names its parent and shares its trace", () => {
    const memory = new InMemoryTelemetry();

    memory.trace("run", {}, (run) => {
      memory.trace("turn", {}, (turn) => expect(turn.traceId).toBe(run.traceId));
      memory.trace("turn", {}, (turn) => expect(turn.parentSpanId).toBe(run.spanId));
      expect(run.parentSpanId).toBeUndefined();
    });

    expect(shapes(memory)).toEqual([["run", ["turn"], ["turn"]]]);
  });

  test("10,000 parallel branches each keep their own parent", async () => {
    const memory = new InMemoryTelemetry();
    const branch = async (i: number) =>
      memory.trace("branch", { i }, async () => {
        await turn();
        await memory.trace("leaf", { i }, () => turn());
      });

    await memory.trace("root", {}, () => Promise.all(Array.from({ length: 10_000 }, (_, i) => branch(i))));

    const [root] = memory.tree();
    expect(root?.children).toHaveLength(10_000);
    for (const { span, children } of root?.children ?? []) {
      expect(children.map((child) => child.span.attributes.i)).toEqual([span.attributes.i]);
    }
  });

  test("interleaved async generators each keep their own parent", async () => {
    const memory = new InMemoryTelemetry();
    async function* words(name: string) {
      for (const word of ["a", "b", "c"]) {
        await turn();
        yield memory.trace(`${name}.${word}`, {}, () => word);
      }
    }

    await memory.trace("root", {}, async () => {
      await Promise.all(
        ["x", "y"].map((name) =>
          memory.trace(name, {}, async () => {
            for await (const word of words(name)) await memory.trace(`use.${word}`, {}, () => turn());
          }),
        ),
      );
    });

    const [root] = shapes(memory);
    const expected = (name: string) => [
      name,
      ...["a", "b", "c"].flatMap((word) => [[`${name}.${word}`], [`use.${word}`]]),
    ];
    expect(root).toEqual(["root", expected("x"), expected("y")]);
  });

  test("unrelated telemetries never make orphans of each other", () => {
    const a = new InMemoryTelemetry();
    const b = new InMemoryTelemetry();

    a.trace("a1", {}, () => b.trace("b1", {}, () => a.trace("a2", {}, () => b.trace("b2", {}, () => {}))));

    expect(shapes(a)).toEqual([["a1", ["a2"]]]);
    expect(shapes(b)).toEqual([["b1", ["b2"]]]);
    expect(a.spans()[0]?.traceId).not.toBe(b.spans()[0]?.traceId);
  });

  test("telemetries that share a sink are kin", () => {
    const shared = new InMemoryTelemetry();
    const other = new InMemoryTelemetry();
    const multi = new MultiTelemetry([other, shared]);

    shared.trace("a", {}, () =>
      multi.trace("b", {}, () => other.trace("c", {}, () => shared.trace("d", {}, () => {}))),
    );

    expect(shapes(shared)).toEqual([["a", ["b", ["d"]]]]);
    expect(shapes(other)).toEqual([["b", ["c"]]]);
  });

  test("a program that goes on for ever inside its own spans does not grow its context", async () => {
    const a = new InMemoryTelemetry({ limit: 1 });
    const b = new InMemoryTelemetry({ limit: 1 });
    const depths: number[] = [];
    const storage = globalThis as unknown as Record<symbol, AsyncLocalStorage<{ outer: unknown }>>;
    const depthOf = (frame: unknown): number =>
      frame === undefined ? 0 : 1 + depthOf((frame as { outer: unknown }).outer);

    const tick = async (left: number): Promise<void> => {
      depths.push(depthOf(storage[Symbol.for("heddle.context/1")]?.getStore()));
      if (left === 0) return;
      await withAttributes({ left }, () =>
        a.trace("a", {}, () => b.trace("b", {}, () => withAttributes({}, () => tick(left - 1)))),
      );
    };
    await tick(50);

    expect(Math.max(...depths)).toBeLessThanOrEqual(3);
  });

  test("two copies of the package nest in each other", async () => {
    vi.resetModules();
    const copy = await import("@heddle/core");
    const memory = new InMemoryTelemetry();
    const other = new copy.MultiTelemetry([memory]);

    expect(copy.InMemoryTelemetry).not.toBe(InMemoryTelemetry);
    memory.trace("a", {}, () => other.trace("b", {}, () => memory.trace("c", {}, () => {})));

    expect(shapes(memory)).toEqual([["a", ["b", ["c"]]]]);
  });
});

describe("activeSpan", () => {
  test("it is the innermost span, from anywhere", async () => {
    const memory = new InMemoryTelemetry();

    expect(activeSpan()).toBeUndefined();
    await memory.trace("x", {}, async (x) => {
      await turn();
      expect(activeSpan()).toBe(x);
      new NoTelemetry().trace("none", {}, () => expect(activeSpan()).toBe(x));
      withAttributes({}, () => expect(activeSpan()).toBe(x));
      activeSpan()?.set({ found: true });
    });

    expect(memory.spans()[0]?.attributes).toEqual({ found: true });
  });

  test("it is also a span that is ended by hand at a telemetry of two methods", () => {
    const foreign = { trace: <T>(_name: string, _attributes: object, work: (span: never) => T) => work({} as never) };
    const span = startSpan(foreign as never, "x");

    const inside = span.run(() => [activeSpan(), activeTelemetry()]);

    expect(inside).toEqual([span, foreign]);
    expect(activeSpan()).toBeUndefined();
  });
});

describe("activeTelemetry", () => {
  test("it is the one that opened the innermost span, or what withTelemetry says inside of that", async () => {
    const [a, b, c] = [new InMemoryTelemetry(), new InMemoryTelemetry(), new InMemoryTelemetry()];

    expect(activeTelemetry()).toBeUndefined();
    await withTelemetry(a, async () => {
      await turn();
      expect(activeTelemetry()).toBe(a);
      b.trace("x", {}, () => {
        expect(activeTelemetry()).toBe(b);
        withTelemetry(c, () => withAttributes({}, () => expect(activeTelemetry()).toBe(c)));
        continueTrace(`00-${"1".repeat(32)}-${"2".repeat(16)}-01`, () => expect(activeTelemetry()).toBe(b));
        expect(activeTelemetry()).toBe(b);
      });
    });
    expect(activeTelemetry()).toBeUndefined();
  });
});

describe("withContextValue", () => {
  const [one, two] = [Symbol("one"), Symbol("two")];

  test("a value is there for all the work inside, spans and turns included", async () => {
    const memory = new InMemoryTelemetry();

    expect(contextValue(one)).toBeUndefined();
    await withContextValue(one, 1, () =>
      withContextValue(two, 2, () =>
        memory.trace("x", {}, async () => {
          await turn();
          expect([contextValue(one), contextValue(two)]).toEqual([1, 2]);
          withContextValue(one, 3, () => expect([contextValue(one), contextValue(two)]).toEqual([3, 2]));
          expect(contextValue(one)).toBe(1);
          startSpan(memory, "y").run(() => expect(contextValue(two)).toBe(2));
        }),
      ),
    );
    expect(contextValue(one)).toBeUndefined();
  });
});

describe("withAttributes", () => {
  test("every span inside carries the run's attributes, and its own win", () => {
    const memory = new InMemoryTelemetry();

    const result = withAttributes({ user_id: "alice", session_id: "s1" }, () =>
      withAttributes({ session_id: "s2" }, () => memory.trace("x", { user_id: "bob" }, () => "result")),
    );
    memory.trace("outside", {}, () => {});

    expect(result).toBe("result");
    expect(memory.spans().map((span) => span.attributes)).toEqual([{ user_id: "bob", session_id: "s2" }, {}]);
  });

  test("metrics inside carry the user id, and no session id", () => {
    const memory = new InMemoryTelemetry();

    withAttributes({ user_id: "alice", session_id: "s1" }, () => {
      memory.emitMetric("n", 1, { model: "m" });
      memory.emitMetric("n", 1, { user_id: "bob" });
      memory.trace("x", {}, () => memory.emitMetric("n", 1));
    });
    withAttributes({ session_id: "s1" }, () => memory.emitMetric("n", 1));

    expect(memory.metrics().map((metric) => metric.attributes)).toEqual([
      { model: "m", user_id: "alice" },
      { user_id: "bob" },
      { user_id: "alice" },
      {},
    ]);
  });
});

describe("continueTrace", () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

  test("spans inside become children of the caller's span", () => {
    const memory = new InMemoryTelemetry();

    memory.trace("before", {}, () =>
      continueTrace(traceparent, () => {
        expect(activeSpan()).toBeUndefined();
        memory.emitMetric("n", 1);
        memory.trace("outer", {}, () => memory.trace("inner", {}, () => {}));
      }),
    );

    expect(memory.find("outer")[0]).toMatchObject({
      traceId: "0af7651916cd43dd8448eb211c80319c",
      parentSpanId: "b7ad6b7169203331",
    });
    expect(memory.find("inner")[0]?.parentSpanId).toBe(memory.find("outer")[0]?.spanId);
    expect(memory.metrics()[0]).toMatchObject({
      traceId: "0af7651916cd43dd8448eb211c80319c",
      spanId: "b7ad6b7169203331",
    });
  });

  test("telemetries inside it that have nothing in common are all its children", () => {
    const a = new InMemoryTelemetry();
    const b = new InMemoryTelemetry();

    continueTrace(traceparent, () => a.trace("a", {}, () => b.trace("b", {}, () => a.trace("c", {}, () => {}))));

    expect([...a.find("a"), ...b.find("b")].map((span) => span.parentSpanId)).toEqual([
      "b7ad6b7169203331",
      "b7ad6b7169203331",
    ]);
    expect(a.find("c")[0]?.parentSpanId).toBe(a.find("a")[0]?.spanId);
  });

  test("without a valid traceparent the work runs as it is", () => {
    const memory = new InMemoryTelemetry();

    for (const invalid of [undefined, null, "", "00-abc", traceparent.replace("00-0", "ff-0")]) {
      memory.trace("x", {}, (x) => continueTrace(invalid, () => expect(activeSpan()).toBe(x)));
    }
  });

  test("a span's own traceparent continues its trace in the next process", () => {
    const memory = new InMemoryTelemetry();

    const header = memory.trace("caller", {}, (span) => span.traceparent);
    continueTrace(header, () => memory.trace("callee", {}, () => {}));

    expect(shapes(memory)).toEqual([["caller", ["callee"]]]);
  });
});

test("what runs later can run where the program was", () => {
  const memory = new InMemoryTelemetry();

  const later = withAttributes({ user_id: "u1" }, () => memory.trace("run", {}, () => captureContext()));
  const name = later(() => memory.trace("later", {}, () => activeSpan()?.name));

  expect(name).toBe("later");
  expect(shapes(memory)).toEqual([["run", ["later"]]]);
  expect(memory.find("later")[0]?.attributes).toEqual({ user_id: "u1" });
  expect(activeSpan()).toBeUndefined();
});

test("a traceparent is read as W3C says", () => {
  const remote = { traceId: "0af7651916cd43dd8448eb211c80319c", spanId: "b7ad6b7169203331" };
  const ids = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";

  expect(parseTraceparent(`00-${ids}-01`)).toEqual({ ...remote, sampled: true });
  expect(parseTraceparent(` 00-${ids}-00 `)).toEqual({ ...remote, sampled: false });
  expect(parseTraceparent(`00-${ids}-03`)).toEqual({ ...remote, sampled: true });
  expect(parseTraceparent(`cc-${ids}-01-what-the-future-brings`)).toEqual({ ...remote, sampled: true });
  for (const invalid of [
    `00-${ids}-01-more`,
    `ff-${ids}-01`,
    `00-${ids.toUpperCase()}-01`,
    `00-${"0".repeat(32)}-b7ad6b7169203331-01`,
    `00-0af7651916cd43dd8448eb211c80319c-${"0".repeat(16)}-01`,
    `00-${ids}`,
  ]) {
    expect(parseTraceparent(invalid)).toBeUndefined();
  }
});

test("a span that is ended by hand is a parent inside run, and only there", () => {
  const memory = new InMemoryTelemetry();

  using span = startSpan(memory, "by hand");
  memory.trace("outside", {}, () => {});
  expect(span.run(() => memory.trace("inside", {}, () => activeSpan()?.name))).toBe("inside");
  span.end();

  expect(shapes(memory)).toEqual([["by hand", ["inside"]], ["outside"]]);
});

test("work outside of spans has no parent and no attributes of the run, also in the turns after it", async () => {
  const memory = new InMemoryTelemetry();

  await withAttributes({ user_id: "u1" }, () =>
    memory.trace("run", {}, () =>
      outsideOfSpans(async () => {
        await turn();
        expect([activeSpan(), isOutsideOfSpans()]).toEqual([undefined, true]);
        memory.trace("apart", {}, () => expect(isOutsideOfSpans()).toBe(false));
      }),
    ),
  );
  expect(isOutsideOfSpans()).toBe(false);

  expect(shapes(memory)).toEqual([["run"], ["apart"]]);
  expect(memory.spans().find(({ name }) => name === "apart")?.attributes).toEqual({});
});
