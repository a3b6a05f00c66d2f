import type { MetricRecord, SpanRecord, SpanStart } from "@heddle/core";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Screenshot, screenshot, sinkOf } from "./console-screenshot.ts";
import { anyMetric, anySpan, anyStart } from "./record-arbitraries.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** What colours are made of. */
const SGR = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, "g");
const traceId = "0af7651916cd43dd8448eb211c80319c";

/** Hands records to a console as they are, in the order a test likes. */
function feed({ console }: Screenshot) {
  const sink = sinkOf(console);
  const at = (spanId: string, parentSpanId?: string) => ({
    name: spanId,
    traceId,
    spanId,
    ...(parentSpanId !== undefined && { parentSpanId }),
    startedAt: 0,
    attributes: {},
  });
  return {
    sink,
    start: (spanId: string, parentSpanId?: string) =>
      sink.spanStarted?.({ kind: "span_start", ...at(spanId, parentSpanId) } satisfies SpanStart),
    end: (spanId: string, parentSpanId?: string, startedAt = 0) =>
      sink.write({
        kind: "span",
        ...at(spanId, parentSpanId),
        startedAt,
        endedAt: startedAt + 1,
        durationMs: 1,
        status: "ok",
      } satisfies SpanRecord),
    metric: (name: string, spanId: string, emittedAt = 0) =>
      sink.write({
        kind: "metric",
        name,
        value: 1,
        unit: "",
        instrumentKind: "gauge",
        attributes: {},
        emittedAt,
        traceId,
        spanId,
      } satisfies MetricRecord),
  };
}

describe("where starts are seen", () => {
  test("a metric of a span that has ended, and a span that was never announced, stand at the margin", () => {
    const shot = screenshot({ mode: "tree" });
    const { start, end, metric } = feed(shot);
    start("a");
    end("a");
    metric("late", "a");
    end("b", "unknown");

    expect(shot.look()).toEqual(["• a (1.0ms)", "+ late=1 (gauge)", "• b (1.0ms)"]);
  });

  test("an unannounced span stands below its parent all the same", () => {
    const shot = screenshot();
    const { start, end } = feed(shot);
    start("a");
    end("b", "a");
    shot.pass(100);
    end("c", "a");
    end("a");

    expect(shot.look()).toEqual(["▸ a #319c", "  • b (1.0ms)", "  • c (1.0ms)", "• a (1.0ms)"]);
  });

  test("two spans of one id are two spans", () => {
    const shot = screenshot();
    const { start, end } = feed(shot);
    start("a");
    shot.pass(100);
    start("a");
    end("a");
    end("a");
    start("b");
    shot.pass(100);

    expect(shot.look()).toEqual(["▸ a #319c", "• a (1.0ms)", "• a (1.0ms)", "▸ b #319c"]);
  });

  test("a chain of spans that outlive each other is shown, each below the one before", () => {
    const shot = screenshot();
    const { start, end } = feed(shot);
    start("a");
    start("b", "a");
    end("a");
    start("c", "b");
    end("b", "a");
    end("c", "b");

    expect(shot.look()).toEqual([
      "• a (1.0ms)",
      "  ▸ b",
      "  • b (1.0ms) [late: a had ended]",
      "    • c (1.0ms) [late: b had ended]",
    ]);
  });

  test("of more than 100,000 open spans the oldest lose their place, not their line", () => {
    const shot = screenshot();
    const { start, end } = feed(shot);
    start("a");
    start("b", "a");
    for (let i = 0; i < 100_000; i++) start(`open-${i}`, "b");
    end("b", "a");
    end("a");
    end("open-99999", "b");

    const lines = shot.look();
    expect(lines.length).toBe(100_005);
    expect(lines.slice(0, 3)).toEqual(["▸ a #319c", "  ▸ b", "    ▸ open-0"]);
    expect(lines.slice(-3)).toEqual(["• b (1.0ms)", "• a (1.0ms)", "    • open-99999 (1.0ms)"]);
  });
});

describe("where no starts are seen", () => {
  test("what waits for a parent is put in the order of beginnings", () => {
    const shot = screenshot();
    const { end, metric } = feed(shot);
    end("c", "b", 5);
    metric("m", "b", 4);
    end("d", "b", 3);
    end("b", "a", 2);
    metric("n", "a", 1);
    end("a");

    expect(shot.look()).toEqual([
      "• a (1.0ms)",
      "  + n=1 (gauge)",
      "  • b (1.0ms)",
      "    • d (1.0ms)",
      "    + m=1 (gauge)",
      "    • c (1.0ms)",
    ]);
  });

  test("each newcomer makes the others wait anew, and a span that is its own parent waits in vain", () => {
    const shot = screenshot();
    const { end } = feed(shot);
    end("b", "a");
    shot.pass(60);
    end("c", "a");
    shot.pass(60);
    end("x", "x");
    expect(shot.look()).toEqual([]);
    shot.pass(40);
    expect(shot.look()).toEqual(["• b (1.0ms)", "• c (1.0ms)"]);
    shot.pass(60);
    expect(shot.look()).toEqual(["• x (1.0ms)"]);
  });

  test("a start that comes after all finds what waits for its span", () => {
    const shot = screenshot();
    const { start, end } = feed(shot);
    end("c", "b", 1);
    start("d", "b");
    start("e", "b");
    end("e", "b");
    shot.pass(100);

    expect(shot.look()).toEqual(["▸ d #319c", "• e (1.0ms)", "• c (1.0ms)"]);
  });
});

test("what is held back is shown when the process exits", () => {
  const shot = screenshot({ mode: "tree" });
  feed(shot).start("a");

  for (const listener of process.listeners("exit")) if (listener.name === "drainAll") (listener as () => void)();

  expect(shot.look()).toEqual(["▸ a #319c"]);
});

test("a record that no recorder made is told of, and breaks nothing", () => {
  const shot = screenshot();
  feed(shot).sink.write({ kind: "span", name: "x", traceId, spanId: "a" } as never);

  expect(shot.look()).toEqual([
    "✗ a record that cannot be shown: TypeError: Cannot read properties of undefined (reading 'heddle.span.type')",
  ]);
});

test("whatever comes in whatever order: every line is whole, nothing is lost, nothing else reaches the stream", {
  timeout: 60_000,
}, () => {
  const starts = anyStart.map((start) => ({ ...start, spanId: start.spanId.slice(15), traceId }));
  const spans = anySpan.map((span) => ({
    ...span,
    traceId,
    spanId: span.spanId.slice(15),
    ...(span.parentSpanId && { parentSpanId: span.parentSpanId.slice(15) }),
  }));
  const pause = fc.constantFrom(0, 60, 6000).map((ms) => ({ kind: "pause" as const, ms }));
  const steps = fc.array(fc.oneof(starts, spans, anyMetric, pause), { maxLength: 40 });

  fc.assert(
    fc.property(steps, fc.constantFrom("live", "tree"), fc.boolean(), (given, mode, color) => {
      const shot = screenshot({ mode, color });
      const { sink } = feed(shot);
      let records = 0;
      for (const step of given) {
        if (step.kind === "pause") shot.pass(step.ms);
        else if (step.kind === "span_start") sink.spanStarted?.(step);
        else {
          sink.write(step);
          records++;
        }
      }
      void sink.flush?.();

      const lines = shot.look();
      const plain = lines.map((line) => line.replaceAll(color ? SGR : /$^/g, ""));
      expect(plain.filter((line) => !/^(#.{4} )? *[▸•✗⊘+] /.test(line))).toEqual([]);
      expect(plain.filter((line) => /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u.test(line))).toEqual([]);
      expect(plain.filter((line) => /^(#.{4} )? *[•✗⊘+] /.test(line)).length).toBe(records);
      expect(sink.health?.()).toEqual({
        dropped: 0,
        failed: 0,
        pending: 0,
        starts: { dropped: 0, failed: 0, pending: 0 },
      });
    }),
  );
});
