import { setImmediate as turn } from "node:timers/promises";
import {
  InMemoryTelemetry,
  type LiveSink,
  type LiveSpanIds,
  type MetricRecord,
  MultiTelemetry,
  NoTelemetry,
  type Sink,
  type SinkFailure,
  type Span,
  type SpanRecord,
  type SpanStart,
  sequentialIds,
  startSpan,
  type Telemetry,
} from "@heddle/core";
import { describe, expect, test } from "vitest";

const names = (spans: readonly { name: string }[]) => spans.map((span) => span.name);

describe("fan-out", () => {
  test("every member gets every span and metric: one set of ids, one reading of the clock", async () => {
    const members = [new InMemoryTelemetry(), new InMemoryTelemetry()] as const;
    const multi = new MultiTelemetry(members);

    await multi.trace("run", { a: 1 }, async (run) => {
      await multi.trace("turn", {}, async (inner) => {
        await turn();
        inner.set({ late: true });
        multi.emitMetric("n_ms", 1);
      });
      expect(run.spanId).toBe(members[0].find("turn")[0]?.parentSpanId);
    });

    expect(names(members[0].spans())).toEqual(["turn", "run"]);
    expect(members[1].spans()).toEqual(members[0].spans());
    expect(members[1].metrics()).toEqual(members[0].metrics());
    expect(members[0].find("turn")[0]?.attributes).toEqual({ late: true });
  });

  test("nested multis are flattened, and a member that is named twice gets each record once", () => {
    const a = new InMemoryTelemetry();
    const b = new InMemoryTelemetry();
    const multi = new MultiTelemetry([a, new MultiTelemetry([new MultiTelemetry([b]), a])]);

    multi.trace("run", {}, () => multi.trace("turn", {}, () => {}));

    expect(names(a.spans())).toEqual(["turn", "run"]);
    expect(b.spans()).toEqual(a.spans());
    expect(multi.health().sinks).toHaveLength(2);
  });

  test("members are served in order of declaration", () => {
    const order: string[] = [];
    const sink = (name: string): Sink => ({
      spanStarted: (start) => void order.push(`${name} start ${start.name}`),
      write: (record) => void order.push(`${name} ${record.kind} ${record.name}`),
    });

    new MultiTelemetry([sink("a"), sink("b")]).trace("x", {}, () => {});

    expect(order).toEqual(["a start x", "b start x", "a span x", "b span x"]);
  });

  test("no members and strange ones are told at once", () => {
    expect(() => new MultiTelemetry([])).toThrow(
      "MultiTelemetry: there are no members; give at least one, or use NoTelemetry",
    );
    expect(() => new MultiTelemetry([{ wirte() {} } as never])).toThrow(
      "an object with wirte is no telemetry and no sink; give an object with trace() and emitMetric(), or with write()",
    );
    expect(() => new MultiTelemetry([{} as never])).toThrow("an object with no keys is no telemetry");
    expect(() => new MultiTelemetry([undefined as never])).toThrow("undefined is no telemetry");
  });

  test("NoTelemetry is a member that takes nothing", () => {
    const memory = new InMemoryTelemetry();

    new MultiTelemetry([new NoTelemetry(), memory]).trace("x", {}, () => {});

    expect(names(memory.spans())).toEqual(["x"]);
  });

  test("flush, health and disposal reach every member", async () => {
    const calls: string[] = [];
    const sink = (name: string): Sink => ({
      name,
      write() {},
      flush: async () => void calls.push(`${name} flush`),
      [Symbol.asyncDispose]: async () => void calls.push(`${name} dispose`),
    });
    const multi = new MultiTelemetry([sink("a"), sink("b")]);
    multi.emitMetric("n", 1);

    expect(multi.health().sinks.map(({ sink: name, pending }) => [name, pending])).toEqual([
      ["a", 1],
      ["b", 1],
    ]);
    await multi.flush();
    expect(multi.health().sinks.map(({ written, pending }) => [written, pending])).toEqual([
      [1, 0],
      [1, 0],
    ]);
    await multi[Symbol.asyncDispose]();
    await multi[Symbol.asyncDispose]();

    expect(calls).toEqual(["a flush", "b flush", "a flush", "b flush", "a dispose", "b dispose"]);
  });
});

/** A live sink that mints ids, as OpenTelemetry's does, and writes down what happens. */
class MintingSink implements LiveSink {
  readonly mintsIds = true;
  readonly events: string[] = [];
  readonly records: SpanRecord[] = [];
  readonly #ids: (start: SpanStart) => LiveSpanIds;

  constructor(ids: (start: SpanStart) => LiveSpanIds) {
    this.#ids = ids;
  }

  open(start: SpanStart, byHand: boolean) {
    this.events.push(`open ${start.name}${byHand ? " by hand" : ""}`);
    return {
      ids: this.#ids(start),
      run: <T>(work: () => T): T => {
        this.events.push("run");
        return work();
      },
      set: (attributes: object) => void this.events.push(`set ${Object.keys(attributes)}`),
      event: (name: string) => void this.events.push(`event ${name}`),
      link: (_target: object, kind: string) => void this.events.push(`link ${kind}`),
      fail: (error: unknown) => void this.events.push(`fail ${error}`),
      end: (record: SpanRecord) => void this.records.push(record),
    };
  }

  write(record: SpanRecord | MetricRecord) {
    this.events.push(`${record.kind} ${record.name}`);
  }
}

describe("a sink that mints ids", () => {
  const traceId = "0af7651916cd43dd8448eb211c80319c";
  const counted = () => {
    let n = 0;
    return (start: SpanStart): LiveSpanIds => ({
      traceId: start.parentSpanId ? start.traceId : traceId,
      spanId: `beef${String(++n).padStart(12, "0")}`,
    });
  };

  test("its ids are everybody's, in any order of declaration", () => {
    for (const arrange of [
      (a: Sink, b: Telemetry) => [a, b],
      (a: Sink, b: Telemetry) => [b, new MultiTelemetry([a])],
    ]) {
      const minting = new MintingSink(counted());
      const memory = new InMemoryTelemetry();
      const multi = new MultiTelemetry(arrange(minting, memory));

      multi.trace("run", {}, (run) => {
        expect(run.spanId).toBe("beef000000000001");
        multi.trace("turn", {}, () => {});
      });

      expect(memory.spans()).toEqual(minting.records);
      expect(memory.spans().map((span) => [span.name, span.traceId, span.spanId, span.parentSpanId])).toEqual([
        ["turn", traceId, "beef000000000002", "beef000000000001"],
        ["run", traceId, "beef000000000001", undefined],
      ]);
    }
  });

  test("the first of two decides, and the second is told", () => {
    const first = new MintingSink(() => ({ traceId, spanId: "b7ad6b7169203331" }));
    const seen: string[] = [];
    const second = new MintingSink((start) => {
      seen.push(start.spanId);
      return { traceId, spanId: "0000000000000009" };
    });

    new MultiTelemetry([first, second]).trace("x", {}, (x) => expect(x.spanId).toBe("b7ad6b7169203331"));

    expect(seen).toEqual(["b7ad6b7169203331"]);
  });

  test("the sampled flag is its, too", () => {
    const ids = { traceId, spanId: "b7ad6b7169203331", sampled: false };

    const header = new MultiTelemetry([new InMemoryTelemetry(), new MintingSink(() => ids)]).trace(
      "x",
      {},
      (x) => x.traceparent,
    );

    expect(header).toBe(`00-${traceId}-b7ad6b7169203331-00`);
  });

  test.each<[what: string, mint: (start: SpanStart) => LiveSpanIds, shown: string]>([
    ["both", () => ({ traceId: "", spanId: "x" }), " x"],
    ["a trace id", () => ({ traceId: "t", spanId: "b7ad6b7169203331" }), "t b7ad6b7169203331"],
    ["a span id", () => ({ traceId, spanId: "x" }), `${traceId} x`],
    ["a span id of the recorder's trace", (start) => ({ ...start, spanId: "x" }), "00000000000000000000000000000001 x"],
  ])("ids that are none (%s) are reported, and the recorder's stay", (_what, mint, shown) => {
    const failures: SinkFailure[] = [];
    const memory = new InMemoryTelemetry();
    const multi = new MultiTelemetry([new MintingSink(mint), memory], {
      ids: sequentialIds(),
      onSinkError: (failure) => failures.push(failure),
    });

    multi.trace("x", {}, () => {});

    const [span] = memory.spans();
    expect([span?.traceId, span?.spanId]).toEqual(["00000000000000000000000000000001", "0000000000000001"]);
    expect(failures.map((failure) => failure.message)).toEqual([
      `MintingSink: open failed: TypeError: ids ${shown} are not W3C ids`,
    ]);
  });

  test("what happens to the span happens there, as it happens", () => {
    const minting = new MintingSink((start) => start);
    const multi = new MultiTelemetry([minting]);

    multi.trace("x", {}, (span) => {
      span.set({ a: 1 });
      span.event("e");
      span.link(span, "caused_by", { why: 1 });
      span.link(span, "retry_of");
      span.fail("handled");
      multi.emitMetric("n", 1);
    });
    const manual = startSpan(multi, "y");
    manual.run(() => {});
    manual.run(() => {});
    manual.end();

    expect(minting.events).toEqual([
      ...["open x", "run", "set a", "event e", "link caused_by", "link retry_of", "fail handled", "metric n"],
      ...["open y by hand", "run", "run"],
    ]);
  });
});

/** A two-method telemetry as a program may have one, with what it saw. */
function homeMade() {
  const seen: unknown[] = [];
  const telemetry: Telemetry = {
    trace(name, attributes, work) {
      seen.push(["open", name, attributes]);
      const span = {
        set: (added: object) => seen.push(["set", added]),
        event: (e: string) => seen.push(["event", e]),
        link: (_t: object, kind: string) => seen.push(["link", kind]),
      };
      const close = (outcome: unknown) => seen.push(["close", name, outcome]);
      let result: ReturnType<typeof work>;
      try {
        result = work(span as unknown as Span);
      } catch (error) {
        close(String(error));
        throw error;
      }
      if (!(result instanceof Promise)) {
        close("fine");
        return result;
      }
      const closing = async () => {
        try {
          const value: unknown = await result;
          close("fine");
          return value;
        } catch (error) {
          close(String(error));
          throw error;
        }
      };
      return closing() as typeof result;
    },
    emitMetric: (name, value, attributes) => void seen.push(["metric", name, value, attributes]),
  };
  return { telemetry, seen };
}

describe("a home-made telemetry as a member", () => {
  test("its trace encloses the work, and it sees what ours see", async () => {
    const { telemetry, seen } = homeMade();
    const memory = new InMemoryTelemetry();
    const multi = new MultiTelemetry([memory, telemetry]);

    multi.trace("sync", { a: 1 }, (span) => {
      span.set({ b: 2 });
      span.event("e");
      span.link(span, "caused_by");
    });
    await multi.trace("async", {}, () => turn());
    expect(() =>
      multi.trace("throws", {}, () => {
        throw new Error("boom");
      }),
    ).toThrow("boom");
    await expect(
      multi.trace("rejects", {}, async () => {
        throw new Error("boom");
      }),
    ).rejects.toThrow("boom");
    multi.emitMetric("n", 1, { a: 1 });
    multi.emitMetric("m", 1, { "heddle.unit": "{token}", "heddle.instrument": "gauge" });

    expect(seen).toEqual([
      ["open", "sync", { a: 1 }],
      ["set", { b: 2 }],
      ["event", "e"],
      ["link", "caused_by"],
      ["close", "sync", "fine"],
      ["open", "async", {}],
      ["close", "async", "fine"],
      ["open", "throws", {}],
      ["close", "throws", "Error: boom"],
      ["open", "rejects", {}],
      ["close", "rejects", "Error: boom"],
      ["metric", "n", 1, { a: 1 }],
      ["metric", "m", 1, { "heddle.unit": "{token}", "heddle.instrument": "gauge" }],
    ]);
    expect(memory.spans().map((span) => span.status)).toEqual(["ok", "ok", "error", "error"]);
  });

  test("a span that is ended by hand is open there until then", async () => {
    const { telemetry, seen } = homeMade();
    const multi = new MultiTelemetry([telemetry]);

    const fine = startSpan(multi, "fine");
    fine.run(() => fine.set({ a: 1 }));
    const failing = startSpan(multi, "failing");
    failing.fail(new Error("boom"));
    failing.end();
    fine.end();
    await turn();

    expect(seen).toEqual(
      [
        ["open", "fine", {}],
        ["set", { a: 1 }],
        ["open", "failing", {}],
        ["set", { a: 1 }],
        ["close", "failing", "Error: boom"],
        ["close", "fine", "fine"],
      ].filter((_, i) => i !== 3),
    );
  });

  test("it is flushed and disposed of where it knows how", async () => {
    const calls: string[] = [];
    const own = {
      ...homeMade().telemetry,
      flush: async () => void calls.push("flush"),
      [Symbol.asyncDispose]: async () => void calls.push("dispose"),
    };
    const multi = new MultiTelemetry([own]);

    await multi.flush();
    await multi[Symbol.asyncDispose]();

    expect(calls).toEqual(["flush", "flush", "dispose"]);
  });

  test("its own metric failures are counted, also when they come late", async () => {
    const failures: string[] = [];
    const multi = new MultiTelemetry(
      [
        {
          trace: (_n, _a, work) => work(undefined as never),
          emitMetric: (async () => {
            throw new Error("no");
          }) as never,
        },
      ],
      {
        onSinkError: ({ message }) => failures.push(message),
      },
    );

    multi.emitMetric("n", 1);
    multi.emitMetric("n", 1);
    expect(multi.health().sinks[0]).toMatchObject({ taken: 2, pending: 2, failed: 0 });
    await multi.flush();

    expect(multi.health().sinks[0]).toMatchObject({
      taken: 2,
      pending: 0,
      failed: 2,
      lastError: "Object: write failed: Error: no",
    });
    expect(failures).toEqual(["Object: write failed: Error: no"]);
  });
});
