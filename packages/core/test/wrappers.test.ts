import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buffered,
  continueTrace,
  FileTelemetry,
  filter,
  InMemoryTelemetry,
  keepTraces,
  type LiveSink,
  limit,
  type Member,
  MultiTelemetry,
  mapSpans,
  Recorder,
  redact,
  type Span,
  type SpanRecord,
  type SpanStart,
  sample,
  sequentialIds,
  startSpan,
} from "@heddle/core";
import { randomIds } from "@heddle/core/bridge";
import { describe, expect, test } from "vitest";
import { manualClock } from "./manual-clock.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const names = (spans: readonly { name: string }[]) => spans.map((span) => span.name);
const counts = (telemetry: Recorder) =>
  telemetry
    .health()
    .sinks.map(({ sink, taken, written, dropped, failed, pending }) => [
      sink,
      taken,
      written,
      dropped,
      failed,
      pending,
    ]);

/** A live sink, as OpenTelemetry's is, with what reached it. */
function liveSink() {
  const seen: unknown[] = [];
  const sink: LiveSink = {
    name: "live",
    open(start) {
      seen.push(["open", start.name, start.attributes]);
      return {
        run: (work) => work(),
        set: (attributes) => void seen.push(["set", attributes]),
        event: (name, attributes) => void seen.push(["event", name, attributes]),
        link: (_target, kind, attributes) => void seen.push(["link", kind, attributes]),
        fail: (error) => void seen.push(["fail", String(error), (error as Error).stack?.split("\n")[0]]),
        end: (record) => void seen.push(["end", record.name]),
      };
    },
    write: (record) => void seen.push([record.kind, record.name]),
  };
  return { sink, seen };
}

/** A live sink that mints the ids of its spans, and gives each root a trace of its own, as OpenTelemetry's does. */
function mintingSink() {
  const ended: SpanRecord[] = [];
  let spans = 0;
  const sink: LiveSink = {
    name: "minting",
    mintsIds: true,
    open({ parentSpanId, traceId }) {
      const minted = parentSpanId === undefined ? randomIds().traceId() : traceId;
      const spanId = `beef${String(++spans).padStart(12, "0")}`;
      return { ids: { traceId: minted, spanId }, run: (work) => work(), end: (record) => void ended.push(record) };
    },
    write() {},
  };
  return { sink, ended };
}

/** A live sink that keeps the times of the events that it is told of. */
function eventTimes() {
  const times: number[] = [];
  const sink: LiveSink = {
    open: () => ({ run: (work) => work(), event: (_name, _attributes, time) => void times.push(time), end() {} }),
    write() {},
  };
  return { sink, times };
}

describe("every wrapper", () => {
  const wrappers: [name: string, wrap: (target: Member) => Recorder][] = [
    ["filter", (target) => filter(target, () => true)],
    ["sample", (target) => sample(target, 1)],
    ["keepTraces", (target) => keepTraces(target, { keep: () => true })],
    ["redact", (target) => redact(target, {})],
    ["limit", (target) => limit(target)],
    ["mapSpans", (target) => mapSpans(target, (span) => span)],
    ["buffered", (target) => buffered(target)],
  ];
  for (const [name, wrap] of wrappers) {
    test(`${name} keeps the clock and the ids of what it wraps, and passes everything on`, async () => {
      const clock = manualClock();
      const plain = new InMemoryTelemetry({ clock, ids: sequentialIds() });
      const memory = new InMemoryTelemetry({ clock, ids: sequentialIds() });
      const wrapped = wrap(memory);

      for (const telemetry of [plain, wrapped]) {
        telemetry.trace("run", { a: 1 }, (run) => {
          telemetry.trace("tool", {}, (tool) => {
            tool.set({ b: { c: [1, "x"] } });
            tool.event("e", { d: 1 });
            tool.link(run, "caused_by", { f: 1 });
            tool.link(run, "retry_of");
            tool.fail(new Error("no"));
          });
          telemetry.emitMetric("n_ms", 1, { a: "x" });
        });
        await telemetry.flush();
      }

      const withoutStack = ({ error, ...span }: SpanRecord) => ({
        ...span,
        error: error && { ...error, stack: undefined },
      });
      expect(memory.spans().map(withoutStack)).toEqual(plain.spans().map(withoutStack));
      expect(memory.metrics()).toEqual(plain.metrics());
      expect(counts(wrapped)).toEqual([
        [`${name}(memory)`, 3, 3, 0, 0, 0],
        ["memory", 3, 3, 0, 0, 0],
      ]);
    });

    test(`${name} passes a live span on as it happens`, async () => {
      const { sink, seen } = liveSink();
      const wrapped = wrap(sink);

      wrapped.trace("x", { a: 1 }, (span) => {
        span.set({ b: 1 });
        span.event("e", { c: 1 });
        span.link(span, "caused_by", { d: 1 });
        span.fail(new Error("no"));
        wrapped.emitMetric("n", 1);
      });
      await wrapped.flush();
      await wrapped[Symbol.asyncDispose]();

      expect(seen.slice(0, 5)).toEqual([
        ["open", "x", { a: 1 }],
        ["set", { b: 1 }],
        ["event", "e", { c: 1 }],
        ["link", "caused_by", { d: 1 }],
        ["fail", "Error: no", "Error: no"],
      ]);
      expect(seen.slice(5).map(String).sort()).toEqual(["end,x", "metric,n"]);
    });

    test(`${name} says when an event was`, () => {
      const { sink, times } = eventTimes();
      const memory = new InMemoryTelemetry();
      const telemetry = new MultiTelemetry([wrap(sink), memory]);

      telemetry.trace("x", {}, (span) => span.event("e"));

      expect(times).toEqual(memory.spans()[0]?.events?.map(({ time }) => time));
    });

    test(`${name} passes on the ids that a sink mints`, async () => {
      const { sink, ended } = mintingSink();
      const memory = new InMemoryTelemetry();
      const telemetry = new MultiTelemetry([memory, wrap(sink)]);

      const parent = telemetry.trace("outer", {}, (outer) => {
        telemetry.trace("inner", {}, () => {});
        return outer.spanId;
      });
      await telemetry.flush();
      await telemetry[Symbol.asyncDispose]();

      expect(parent).toBe("beef000000000001");
      expect(memory.spans().map(({ spanId, parentSpanId }) => [spanId, parentSpanId])).toEqual([
        ["beef000000000002", parent],
        [parent, undefined],
      ]);
      expect(ended).toEqual(memory.spans());
    });

    test(`${name} nests with what it wraps, and wraps each member of a multi`, async () => {
      const a = new InMemoryTelemetry();
      const b = new InMemoryTelemetry();
      const wrapped = wrap(new MultiTelemetry([a, b]));

      a.trace("outer", {}, () => wrapped.trace("inner", {}, () => {}));
      await wrapped.flush();

      expect(a.find("inner")[0]?.parentSpanId).toBe(a.find("outer")[0]?.spanId);
      expect(names(b.spans())).toEqual(["inner"]);
      await wrapped[Symbol.asyncDispose]();
    });
  }
});

describe("filter", () => {
  test("only what passes arrives, and the rest is counted", () => {
    const memory = new InMemoryTelemetry();
    const telemetry = filter(memory, (record) => record.name !== "noise");

    for (const name of ["a", "noise", "b"]) telemetry.trace(name, {}, () => telemetry.emitMetric(name, 1));

    expect([names(memory.spans()), names(memory.metrics())]).toEqual([
      ["a", "b"],
      ["a", "b"],
    ]);
    expect(counts(telemetry)[0]).toEqual(["filter(memory)", 6, 4, 2, 0, 0]);
  });

  test("spans are judged when they end, and those that may be shown before are chosen apart", () => {
    const starts: string[] = [];
    const sink = { spanStarted: (start: SpanStart) => void starts.push(start.name), write() {} };
    const telemetry = filter(sink, (record) => record.kind === "span" && record.status === "error", {
      starts: (start) => start.name === "run",
    });

    telemetry.trace("run", {}, () => telemetry.trace("tool", {}, (tool) => tool.fail("no")));

    expect(starts).toEqual(["run"]);
    expect(counts(telemetry)[0]).toEqual(["filter(Object)", 2, 1, 1, 0, 0]);
  });

  test("a live span that does not pass is never ended", () => {
    const { sink, seen } = liveSink();

    filter(sink, () => false).trace("x", {}, () => {});

    expect(seen).toEqual([["open", "x", {}]]);
  });

  test("a predicate that throws costs the record, and is told", () => {
    const messages: string[] = [];
    const memory = new InMemoryTelemetry({ onSinkError: ({ message }) => messages.push(message) });
    const telemetry = filter(memory, () => {
      throw new Error("typo");
    });

    telemetry.trace("x", {}, () => {});
    telemetry.emitMetric("n", 1);

    expect(counts(telemetry)[0]).toEqual(["filter(memory)", 2, 0, 0, 2, 0]);
    expect(messages).toEqual(["filter(memory): write failed: Error: typo"]);
  });
});

describe("sample", () => {
  test("traces are kept whole or left out whole, at about the ratio", () => {
    const memory = new InMemoryTelemetry();
    const telemetry = sample(memory, 0.25);

    for (let i = 0; i < 4000; i++)
      telemetry.trace("run", {}, () => telemetry.trace("tool", {}, () => telemetry.emitMetric("n", 1)));

    const roots = memory.find("run");
    expect(roots.length).toBeGreaterThan(850);
    expect(roots.length).toBeLessThan(1150);
    expect(memory.spans().length).toBe(2 * roots.length);
    expect(memory.metrics()).toHaveLength(4000);
    expect(telemetry.health().sinks[0]).toMatchObject({ dropped: 8000 - 2 * roots.length, pending: 0 });
  });

  test("the decision is in the traceparent, and a trace that its caller sampled out stays out", () => {
    const memory = new InMemoryTelemetry();

    expect(sample(memory, 0).trace("x", {}, (x) => x.traceparent)).toMatch(/-00$/);
    const header = sample(memory, 1).trace("x", {}, (x) => x.traceparent);
    expect(header).toMatch(/-01$/);
    continueTrace(header?.replace(/01$/, "00"), () => {
      const telemetry = sample(memory, 1);
      telemetry.trace("y", {}, () => telemetry.trace("z", {}, (z) => expect(z.traceparent).toMatch(/-00$/)));
    });
    expect(
      new MultiTelemetry([sample(memory, 0), new InMemoryTelemetry()]).trace("x", {}, (x) => x.traceparent),
    ).toMatch(/-01$/);

    expect(names(memory.spans())).toEqual(["x"]);
  });

  test("traces whose ids a sink mints are kept whole or left out whole, too", () => {
    const { sink, ended } = mintingSink();
    const telemetry = sample(sink, 0.25);

    for (let i = 0; i < 4000; i++) telemetry.trace("run", {}, () => telemetry.trace("tool", {}, () => {}));

    const roots = ended.filter(({ name }) => name === "run");
    expect(roots.length).toBeGreaterThan(850);
    expect(roots.length).toBeLessThan(1150);
    expect(ended.length).toBe(2 * roots.length);
    expect(roots.every(({ traceId }) => Number.parseInt(traceId.slice(-8), 16) < 2 ** 30)).toBe(true);
    expect(telemetry.health().sinks[0]).toMatchObject({ dropped: 8000 - 2 * roots.length, pending: 0 });
  });

  test("a ratio that is none is told at once", () => {
    for (const ratio of [-0.1, 1.1, Number.NaN, undefined]) {
      expect(() => sample(new InMemoryTelemetry(), ratio as number)).toThrow(
        `sample: ratio is ${ratio}; give a number from 0 to 1`,
      );
    }
  });
});

describe("keepTraces", () => {
  test("traces that failed, were slow, or were asked for are kept whole, and the rest is counted", () => {
    const clock = manualClock();
    const memory = new InMemoryTelemetry({ clock });
    const telemetry = keepTraces(memory, {
      slowerThanMs: 100,
      keep: (spans) => spans.some((span) => span.attributes.vip === true),
    });
    const run = (name: string, work: () => void) => telemetry.trace(name, {}, () => telemetry.trace("tool", {}, work));

    run("fine", () => {});
    run("failed", () => telemetry.trace("deep", {}, (span) => span.fail("no")));
    run("slow", () => clock.advance(100));
    run("vip", () => telemetry.trace("deep", { vip: true }, () => {}));
    run("fast", () => clock.advance(99));

    expect(names(memory.spans())).toEqual(["deep", "tool", "failed", "tool", "slow", "deep", "tool", "vip"]);
    expect(counts(telemetry)[0]).toEqual(["keepTraces(memory)", 12, 8, 4, 0, 0]);
  });

  test("what waits is pending, and a span that ends late follows the decision", () => {
    const memory = new InMemoryTelemetry();
    const telemetry = keepTraces(memory);
    const run = (failing: boolean) => {
      const root = startSpan(telemetry, "root");
      const late = root.run(() => startSpan(telemetry, "late"));
      root.run(() => telemetry.trace("tool", {}, () => {}));
      expect(telemetry.health().sinks[0]).toMatchObject({ pending: 1 });
      if (failing) root.fail("no");
      root.end();
      late.end();
    };

    run(false);
    run(true);

    expect(names(memory.spans())).toEqual(["tool", "root", "late"]);
    expect(counts(telemetry)[0]).toEqual(["keepTraces(memory)", 6, 3, 3, 0, 0]);
  });

  test("beyond the limit the oldest trace is kept undecided, and so is everything at the end", async () => {
    const memory = new InMemoryTelemetry();
    const telemetry = keepTraces(memory, { maxWaiting: 2 });
    const roots = ["a", "b", "c"].map((name) => startSpan(telemetry, name, {}, { parent: null }));
    expect(memory.spans()).toEqual([]);

    roots[0]?.run(() => telemetry.trace("in a", {}, () => {}));
    for (const name of ["1", "2", "3"]) roots[1]?.run(() => telemetry.trace(name, {}, () => {}));
    expect(names(memory.spans())).toEqual(["in a", "1", "2", "3"]);
    roots[2]?.run(() => telemetry.trace("in c", {}, () => {}));
    await telemetry[Symbol.asyncDispose]();

    expect(names(memory.spans())).toEqual(["in a", "1", "2", "3", "in c"]);
  });

  test("traces whose ids a sink mints are kept whole or left out whole, too", () => {
    const { sink, ended } = mintingSink();
    const telemetry = keepTraces(sink);
    const run = (work: (tool: Span) => void) => telemetry.trace("run", {}, () => telemetry.trace("tool", {}, work));

    run(() => {});
    run((tool) => tool.fail("no"));

    expect(names(ended)).toEqual(["tool", "run"]);
    expect(counts(telemetry)[0]).toEqual(["keepTraces(minting)", 4, 2, 2, 0, 0]);
  });

  test("never more than the limit waits, also when the oldest traces have nothing that does", () => {
    const memory = new InMemoryTelemetry();
    const telemetry = keepTraces(memory, { maxWaiting: 3 });
    const [, , last] = ["a", "b", "c"].map((name) => startSpan(telemetry, name, {}, { parent: null }));

    for (const name of ["1", "2", "3", "4"]) last?.run(() => telemetry.trace(name, {}, () => {}));

    expect(names(memory.spans())).toEqual(["1", "2", "3", "4"]);
    expect(counts(telemetry)[0]).toEqual(["keepTraces(memory)", 4, 4, 0, 0, 0]);
  });

  test("decisions that are long past are forgotten, and what comes then is kept", () => {
    const memory = new InMemoryTelemetry();
    const telemetry = keepTraces(memory);
    const root = startSpan(telemetry, "root");
    const late = root.run(() => startSpan(telemetry, "late"));
    root.end();

    for (let i = 0; i < 10_000; i++) telemetry.trace("x", {}, () => {});
    late.end();

    expect(names(memory.spans())).toEqual(["late"]);
  });

  test("a judge that throws keeps the trace, and is told", () => {
    const messages: string[] = [];
    const seen: string[] = [];
    const write = ({ name }: { name: string }) => {
      seen.push(name);
      throw new Error("disk full");
    };
    const target = new Recorder({ name: "mine", write }, { onSinkError: ({ message }) => messages.push(message) });

    keepTraces(target, {
      failed: false,
      keep: () => {
        throw new Error("typo");
      },
    }).trace("x", {}, () => {});

    expect(seen).toEqual(["x"]);
    expect(messages).toEqual(["mine: write failed: Error: typo", "mine: write failed: Error: disk full"]);
  });

  test("a limit that is none is told at once", () => {
    expect(() => keepTraces(new InMemoryTelemetry(), { maxWaiting: 0 })).toThrow(
      "keepTraces: maxWaiting is 0; give a positive whole number",
    );
  });
});

describe("redact", () => {
  const secret = /sk-[a-z0-9]+/;

  test("secrets are replaced everywhere, from the opening on", () => {
    const starts: SpanStart[] = [];
    const memory = new InMemoryTelemetry();
    const sink = { spanStarted: (start: SpanStart) => void starts.push(start), write() {} };
    const telemetry = redact(new MultiTelemetry([memory, sink]), {
      keys: ["Password", /token$/],
      values: [secret, /\d{16}/g],
    });
    const key = "sk-abc123";

    telemetry.trace(
      `call ${key}`,
      { password: "p", auth_token: [1], text: `use ${key} and sk-def`, deep: [{ PASSWORD: 1, ok: key }] },
      (span) => {
        span.set({
          prompt: JSON.stringify({ password: "p", text: key }),
          broken: `{"password": ${key}`,
          card: "1234567890123456",
        });
        span.event(`got ${key}`, { key });
        span.link(span, "caused_by", { key });
        span.fail(new Error(`refused ${key}`));
      },
    );
    telemetry.emitMetric("n", 1, { key });

    const [span] = memory.spans();
    expect(span).toMatchObject({
      name: "call [redacted]",
      attributes: {
        password: "[redacted]",
        auth_token: "[redacted]",
        text: "use [redacted] and [redacted]",
        deep: [{ PASSWORD: "[redacted]", ok: "[redacted]" }],
        prompt: '{"password":"[redacted]","text":"[redacted]"}',
        broken: '{"password": [redacted]',
        card: "[redacted]",
      },
      exception: "Error: refused [redacted]",
      error: { message: "refused [redacted]" },
      events: [{ name: "got [redacted]", attributes: { key: "[redacted]" } }],
      links: [{ attributes: { key: "[redacted]" } }],
    });
    expect(memory.metrics()[0]?.attributes).toEqual({ key: "[redacted]" });
    expect(JSON.stringify([starts, memory.take()])).not.toMatch(secret);
  });

  test("a live sink sees redacted changes as they happen", () => {
    const { sink, seen } = liveSink();

    redact(sink, { values: [secret], replacement: (found) => `<${found.length}>` }).trace(
      "x",
      { a: "sk-1" },
      (span) => {
        span.set({ a: "sk-12" });
        span.event("sk-1", { a: "sk-1" });
        span.link(span, "caused_by", { a: "sk-1" });
        span.fail(new TypeError("no sk-1"));
        span.fail({ message: "no stack sk-1", name: "Odd" });
      },
    );

    expect(JSON.stringify(seen)).not.toMatch(secret);
    expect(seen.slice(0, 6)).toEqual([
      ["open", "x", { a: "<4>" }],
      ["set", { a: "<5>" }],
      ["event", "<4>", { a: "<4>" }],
      ["link", "caused_by", { a: "<4>" }],
      ["fail", "TypeError: no <4>", "TypeError: no <4>"],
      ["fail", "Odd: no stack <4>", expect.any(String)],
    ]);
  });

  test("a replacement that throws costs the record: it is never passed on as it was", () => {
    const memory = new InMemoryTelemetry({ onSinkError() {} });
    const telemetry = redact(memory, {
      keys: ["secret"],
      replacement: () => {
        throw new Error("typo");
      },
    });

    telemetry.trace("x", { secret: 1 }, () => {});
    telemetry.emitMetric("n", 1, { secret: "a" });

    expect([memory.spans(), memory.metrics()]).toEqual([[], []]);
    expect(counts(telemetry)[0]).toEqual(["redact(memory)", 2, 0, 0, 2, 0]);
  });

  test("a function finds what no pattern can, before and after patterns, inside JSON too", () => {
    const { sink, seen } = liveSink();
    const shout = (text: string) => text.replaceAll("pin 1234", "PIN");
    const values = [/4$/, shout, /PIN/, (text: string) => text.replace("#", "<#>")];
    const telemetry = redact(new MultiTelemetry([sink]), { values, replacement: "#" });

    telemetry.trace("pin 1234", { a: "my pin 1234!", json: '{"a":["pin 1234!"],"b":1234}', n: 1234 }, (span) => {
      span.event("pin 1234!");
      span.fail(new Error("pin 1234!"));
    });

    expect(seen.slice(0, 3)).toEqual([
      ["open", "pin 123<#>", { a: "my <#>!", json: '{"a":["<#>!"],"b":1234}', n: 1234 }],
      ["event", "<#>!", {}],
      ["fail", "Error: <#>!", "Error: <#>!"],
    ]);
  });

  test.each<[what: string, value: () => unknown, told: string]>([
    [
      "throws",
      () => {
        throw new Error("typo");
      },
      "Error: typo",
    ],
    [
      "forgets to return",
      () => {},
      "TypeError: redact: a function of `values` gave undefined; return the redacted text",
    ],
  ])("a function that %s costs the record, and is told", (_what, value, told) => {
    const failures: string[] = [];
    const file = join(temporaryFolder(), "traces.jsonl");
    const target = new FileTelemetry(file, { onSinkError: ({ error }) => void failures.push(String(error)) });
    const telemetry = redact(target, { values: [value as (text: string) => string] });

    const result = telemetry.trace("x", { secret: "a" }, () => "done");
    telemetry.emitMetric("n", 1, { secret: "a" });

    expect(result).toBe("done");
    expect(failures).toContain(told);
    expect(readFileSync(file, "utf8")).not.toContain("secret");
    expect(counts(telemetry)[0]).toEqual(["redact(file)", 2, 0, 0, 2, 0]);
  });
});

describe("limit", () => {
  test("what is too long, too wide or too many is cut, and says so", () => {
    const memory = new InMemoryTelemetry();
    const telemetry = limit(memory, { valueLength: 10, attributes: 3, events: 2, links: 1 });

    telemetry.trace(
      "x",
      {
        text: "0123456789abc",
        list: [...Array(30).keys()],
        object: { aaaa: "bbbbbb", cccc: 1, dddd: 2 },
        gone: 1,
        too: 2,
      },
      (span) => {
        for (const name of ["1", "2", "3"]) span.event(name, { text: "0123456789abc" });
        span.link(span, "caused_by");
        span.link(span, "retry_of", { text: "0123456789abc" });
        span.fail(new Error("0123456789abc"));
      },
    );
    telemetry.emitMetric("n", 1, { text: "0123456789abc" });

    const cut = "0123456789… [3 more]";
    const [span] = memory.spans();
    expect(span).toMatchObject({
      attributes: {
        text: cut,
        list: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, "… [20 more]"],
        object: { aaaa: "bbbbbb", "…": "[2 more]" },
        "heddle.dropped_attributes": 2,
        "heddle.dropped_events": 1,
        "heddle.dropped_links": 1,
      },
      exception: "Error: 012… [10 more]",
      error: { message: cut },
      events: [{ name: "2", attributes: { text: cut } }, { name: "3" }],
      links: [{ kind: "retry_of", attributes: { text: cut } }],
    });
    expect(memory.metrics()[0]?.attributes).toEqual({ text: cut });
  });

  test("text that is JSON, and deeper than anybody reads, is cut as any other", () => {
    const memory = new InMemoryTelemetry();
    const deep = "[".repeat(100_000) + "]".repeat(100_000);

    limit(memory, { valueLength: 20 }).trace("x", { deep }, () => {});

    expect(memory.spans()[0]?.attributes).toEqual({ deep: `${"[".repeat(20)}… [199980 more]` });
  });

  test("text that is JSON stays JSON, and no character is cut in two", () => {
    const memory = new InMemoryTelemetry();
    const messages = JSON.stringify([
      { role: "user", content: "a long question about telemetry" },
      { role: "assistant" },
    ]);

    limit(memory, { valueLength: 20 }).trace("x", { messages, emoji: `${"a".repeat(19)}😀b` }, () => {});

    const attributes = memory.spans()[0]?.attributes as { messages: string; emoji: string };
    expect(JSON.parse(attributes.messages)).toEqual([{ role: "user", content: "a lon… [26 more]" }, "… [1 more]"]);
    expect(attributes.emoji).toBe(`${"a".repeat(19)}… [3 more]`);
  });

  test("an error without a stack has none, and numbers count by their length", () => {
    const memory = new InMemoryTelemetry();

    limit(memory, { valueLength: 3 }).trace("x", { list: [true, null, 1] }, (span) => span.fail("text"));

    expect(memory.spans()[0]?.error).toEqual({ type: "string", message: "tex… [1 more]" });
    expect(memory.spans()[0]?.attributes).toEqual({ list: [true, "… [2 more]"] });
  });

  test("a limit that is none is told at once", () => {
    expect(() => limit(new InMemoryTelemetry(), { events: 0 })).toThrow(
      "limit: events is 0; give a positive whole number",
    );
  });
});

describe("buffered", () => {
  test("records arrive a little later, in order, with their starts", async () => {
    const seen: string[] = [];
    const sink = {
      spanStarted: (start: SpanStart) => void seen.push(`start ${start.name}`),
      write: (record: { name: string }) => void seen.push(record.name),
    };
    const telemetry = buffered(sink, { intervalMs: 0 });

    telemetry.trace("x", {}, () => telemetry.emitMetric("n", 1));
    expect(seen).toEqual([]);
    expect(counts(telemetry)[0]).toEqual(["buffered(Object)", 2, 0, 0, 0, 2]);
    await new Promise((resolve) => setTimeout(resolve, 20));

    expect(seen).toEqual(["start x", "n", "x"]);
    expect(counts(telemetry)[0]).toEqual(["buffered(Object)", 2, 2, 0, 0, 0]);
  });

  test("a full buffer is emptied at once", () => {
    const memory = new InMemoryTelemetry();
    const telemetry = buffered(memory, { maxWaiting: 3 });

    for (let i = 0; i < 7; i++) telemetry.emitMetric("n", i);

    expect(memory.metrics().map((metric) => metric.value)).toEqual([0, 1, 2, 3, 4, 5]);
  });

  test("what waits is handed over when it is disposed of", async () => {
    const memory = new InMemoryTelemetry();
    {
      await using telemetry = buffered(memory);
      telemetry.trace("x", {}, () => {});
    }

    expect(names(memory.spans())).toEqual(["x"]);
  });

  test("options that are none are told at once", () => {
    const memory = new InMemoryTelemetry();

    expect(() => buffered(memory, { intervalMs: -1 })).toThrow("buffered: intervalMs is -1; give milliseconds");
    expect(() => buffered(memory, { maxWaiting: 0.5 })).toThrow(
      "buffered: maxWaiting is 0.5; give a positive whole number",
    );
  });
});
