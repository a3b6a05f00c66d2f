import { startSpan } from "@heddle/core";
import { tool } from "@heddle/genai";
import type { Budget } from "@heddle/reader";
import { capture, type RecordedRun } from "@heddle/testing";
import { describe, expect, test } from "vitest";
import "@heddle/testing/vitest";
import { messageOf } from "./message-of.ts";
import { shop } from "./shop.ts";

const run = shop();

describe("toHaveSpan", () => {
  test("finds a span by its name, and by what must hold of it", () => {
    expect(run).toHaveSpan("search");
    expect(run).toHaveSpan(/^sea/);
    expect(run).toHaveSpan((name) => name.length === 3);
    expect(run).toHaveSpan(expect.stringContaining("arc"));
    expect(run).toHaveSpan({ type: "tool", tool: "search", input: { limit: 3 }, output: [{ id: 1 }] });
    expect(run).toHaveSpan({ type: "llm", model: "gpt-5", status: ["ok", "cancelled"], exception: undefined });
    expect(run).toHaveSpan({ name: "buy", status: "error", exception: /stock/, events: [] });
    expect(run).toHaveSpan({ attributes: { "gen_ai.usage.input_tokens": 100, nothing: undefined } });
    expect(run).toHaveSpan({ type: "tool" }, { times: 2 });
    expect(run).toHaveSpan({ type: "robot" }, { times: 0 });
    expect(run).not.toHaveSpan({ type: "tool" }, { times: 1 });
    expect(run).not.toHaveSpan("searching");
    expect(run).not.toHaveSpan({ name: "search", input: [] });
    expect(run).not.toHaveSpan({ name: "search", input: { query: ["green tea"] } });
    expect(run).not.toHaveSpan({ name: "search", output: [] });
    expect(run).not.toHaveSpan({ name: "search", events: ["gen_ai.choice"] });
    expect(run).not.toHaveSpan({ name: "search", status: ["error"] });
    expect(run).not.toHaveSpan({ type: "llm", tool: "plan" });
  });

  test("says which span was nearest, and why it is not the one", () => {
    expect(messageOf(() => expect(run).toHaveSpan("serch"))).toMatchInlineSnapshot(`
      "
      expected a span "serch"; there is none

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          │       ◀── nearest: name is "search", expected "serch"
          └── [tool] buy +320.0ms [5.0ms] ✗
                  error: Error: out of stock
      "
    `);
    expect(
      messageOf(() => expect(run).toHaveSpan({ type: "tool", input: { query: /black/, limit: 3 }, status: "error" })),
    ).toMatchInlineSnapshot(`
      "
      expected a span { type: "tool", input: { query: /black/, limit: 3 }, status: "error" }; there is none

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          │       ◀── nearest: status is "ok", expected "error"
          │       ◀── input.query is "green tea", expected /black/
          └── [tool] buy +320.0ms [5.0ms] ✗
                  error: Error: out of stock
      "
    `);
    expect(
      messageOf(() => expect(run).toHaveSpan({ name: "buy", attributes: { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 } })),
    ).toMatchInlineSnapshot(`
      "
      expected a span { name: "buy", attributes: { a: 1, b: 2, c: 3, d: 4, e: 5, f: 6 } }; there is none

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          └── [tool] buy +320.0ms [5.0ms] ✗
                  ◀── nearest: attributes.a is not there, expected 1
                  ◀── attributes.b is not there, expected 2
                  ◀── attributes.c is not there, expected 3
                  ◀── attributes.d is not there, expected 4
                  ◀── attributes.e is not there, expected 5
                  ◀── and 1 more
                  error: Error: out of stock
      "
    `);
    const attributes = { "gen_ai.tool.type": undefined };
    expect(messageOf(() => expect(run).toHaveSpan({ tool: "buy", attributes }))).toContain(
      '◀── nearest: attributes.gen_ai.tool.type is "function", expected to\n              be left out',
    );
    expect(messageOf(() => expect(run).toHaveSpan({ name: /^x/, type: "tool" }))).toContain(
      '◀── nearest: name is "search", expected /^x/',
    );
    expect(messageOf(() => expect(run).toHaveSpan("something else entirely"))).toMatchInlineSnapshot(`
      "
      expected a span "something else entirely"; there is none

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          └── [tool] buy +320.0ms [5.0ms] ✗
                  error: Error: out of stock
      "
    `);
  });

  test("of long values, the places where they part are shown, whatever stands before", () => {
    const { telemetry } = capture();
    const text = "The same words. ".repeat(500);
    telemetry.trace("ask", { text: `${text}Green tea?${text}`, other: text }, () => {});

    const attributes = { text: `${text}Black tea?`, other: "no" };
    expect(messageOf(() => expect(telemetry).toHaveSpan({ name: "ask", attributes }))).toMatchInlineSnapshot(`
      "
      expected a span { name: "ask", attributes: { text: "The same words. The same words. The same words. The same words. The same words. The same words. The same words. The same wor…; there is none

      Trace: ask (<0.1ms) ok
      1 span
      └── ask +0ms [<0.1ms] ✓
              ◀── nearest: attributes.text is … words. The same words. The same words.
                Green tea?The same words. The same words. The same words. The same
                words. The same words. The same words. The same words…, expected …
                words. The same words. The same words. Black tea?"
              ◀── attributes.other is "The same words. The same words. The same words.
                The same words. The same words. The same words. The same words. The
                same words. The same words. The same words.…, expected "no"
      "
    `);
  });

  test("values that JSON cannot say are held to as they are recorded", () => {
    const { telemetry } = capture();
    const given = { at: new Date(0), kinds: new Set(["green"]), prices: new Map([["green", 2n]]), none: null };
    telemetry.trace("ask", { given: given as never }, () => {});

    expect(telemetry).toHaveSpan({ attributes: { given } });
    expect(telemetry).toHaveSpan({ attributes: { given: Object.assign(Object.create(null), { none: null }) } });
    expect(telemetry).not.toHaveSpan({ attributes: { given: { ...given, at: new Date(1) } } });
    expect(telemetry).not.toHaveSpan({ attributes: { given: { ...given, kinds: new Set(["black"]) } } });
    expect(telemetry).not.toHaveSpan({ attributes: { given: new Map([["green", 2n]]) } });
  });

  test("says how many there are", () => {
    expect(messageOf(() => expect(run).toHaveSpan({ type: "tool" }, { times: 1 }))).toMatchInlineSnapshot(`
      "
      expected the span { type: "tool" } once; there are 2

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          │       ◀── fits
          └── [tool] buy +320.0ms [5.0ms] ✗
                  ◀── fits
                  error: Error: out of stock
      "
    `);
    expect(messageOf(() => expect(run).not.toHaveSpan("plan"))).toMatchInlineSnapshot(`
      "
      expected no span "plan"; there is one

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          │       ◀── not expected
          ├── [tool] search +300.0ms [20.0ms] ✓
          └── [tool] buy +320.0ms [5.0ms] ✗
                  error: Error: out of stock
      "
    `);
    expect(messageOf(() => expect(run).not.toHaveSpan("plan", { times: 1 })).split("\n")[1]).toBe(
      'expected the span "plan" not once; there is one',
    );
  });
});

describe("toHaveSpans", () => {
  test("compares in order, in any order, and among others", () => {
    expect(run).toHaveSpans(["shop", "plan", "search", { type: "tool" }]);
    expect(run).toHaveSpans(["buy", "search", "plan", "shop"], { order: "any" });
    expect(run).toHaveSpans([{ type: "tool" }, "search", "plan", "shop"], { order: "any" });
    expect(run).toHaveSpans(["buy", "plan"], { order: "subset" });
    expect(run).toHaveSpans(["plan", "buy"], { order: "subsequence" });
    expect(run).not.toHaveSpans(["plan", "shop", "search", "buy"]);
    expect(run).not.toHaveSpans(["shop", "plan", "search"], { order: "any" });
    expect(run).not.toHaveSpans(["buy", "buy"], { order: "subset" });
    expect(run).not.toHaveSpans(["buy", "plan"], { order: "subsequence" });
    expect([]).toHaveSpans([]);
  });

  test("says what is missing, what is at another place and what was not expected", () => {
    expect(
      messageOf(() => expect(run).toHaveSpans(["shop", "search", "plan", { name: "buy", status: "ok" }, "pay"])),
    ).toMatchInlineSnapshot(`
      "
      expected these spans, in this order and no others:
        1. "shop"
        2. "search"
        3. "plan"  ◀── missing
        4. { name: "buy", status: "ok" }  ◀── missing
        5. "pay"  ◀── missing

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          │       ◀── 3, at another place
          ├── [tool] search +300.0ms [20.0ms] ✓
          └── [tool] buy +320.0ms [5.0ms] ✗
                  ◀── nearest to 4: status is "error", expected "ok"
                  error: Error: out of stock
      "
    `);
    expect(messageOf(() => expect(run).toHaveSpans(["shop", { tool: "buy", status: "ok" }]))).toContain(
      '◀── nearest to 2: status is "error", expected "ok"',
    );
    expect(messageOf(() => expect(run).toHaveSpans([]))).toMatchInlineSnapshot(`
      "
      expected these spans, in this order and no others:
        (none)

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          │   ◀── not expected
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          │       ◀── not expected
          ├── [tool] search +300.0ms [20.0ms] ✓
          │       ◀── not expected
          └── [tool] buy +320.0ms [5.0ms] ✗
                  ◀── not expected
                  error: Error: out of stock
      "
    `);
    expect(
      messageOf(() => expect(run).not.toHaveSpans(["shop"], { order: "subset" })).split("\n", 3),
    ).toMatchInlineSnapshot(`
      [
        "",
        "expected anything but these spans, in any order, others among them:",
        "  1. "shop"",
      ]
    `);
    expect(messageOf(() => expect([]).toHaveSpans(["shop"]))).toMatchInlineSnapshot(`
      "
      expected these spans, in this order and no others:
        1. "shop"  ◀── missing

      Nothing was recorded.
      "
    `);
  });
});

describe("toHaveSpanTree", () => {
  test("finds a tree anywhere, and compares what is below as far as it is said", () => {
    expect(run).toHaveSpanTree("plan");
    expect(run).toHaveSpanTree({ name: "shop", children: ["plan", { name: "search", children: [] }, "buy"] });
    expect(run).toHaveSpanTree({ name: "shop", children: ["buy", "plan"] }, { order: "subset" });
    expect(run).not.toHaveSpanTree({ name: "shop", children: [] });
    expect(run).not.toHaveSpanTree({ name: "shop", children: ["plan", "buy", "search"] });
  });

  test("says where the nearest one is not so", () => {
    const children = ["plan", { name: "search", status: "error" as const, children: ["fetch"] }, "pay"];

    expect(messageOf(() => expect(run).toHaveSpanTree({ name: "shop", children }))).toMatchInlineSnapshot(`
      "
      expected a tree, the spans of each level in this order and no others:
        "shop"
          "plan"
          { name: "search", status: "error" }
            "fetch"
          "pay"

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          │   ◀── missing below: "pay"
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          │       ◀── status is "ok", expected "error"
          │       ◀── missing below: "fetch"
          └── [tool] buy +320.0ms [5.0ms] ✗
                  ◀── not expected
                  error: Error: out of stock
      "
    `);
    expect(
      messageOf(() =>
        expect(run).toHaveSpanTree({ name: "shop", children: ["plan", { name: "search", children: ["x"] }, "buy"] }),
      ),
    ).toMatchInlineSnapshot(`
      "
      expected a tree, the spans of each level in this order and no others:
        "shop"
          "plan"
          "search"
            "x"
          "buy"

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          │       ◀── missing below: "x"
          └── [tool] buy +320.0ms [5.0ms] ✗
                  error: Error: out of stock
      "
    `);
    expect(
      messageOf(() => expect(run).toHaveSpanTree({ name: "shop", children: ["plan", "buy", "search"] })),
    ).toMatchInlineSnapshot(`
      "
      expected a tree, the spans of each level in this order and no others:
        "shop"
          "plan"
          "buy"
          "search"

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          │       ◀── at another place
          └── [tool] buy +320.0ms [5.0ms] ✗
                  error: Error: out of stock
      "
    `);
    expect(messageOf(() => expect(run).toHaveSpanTree("pay"))).toMatchInlineSnapshot(`
      "
      expected a tree, the spans of each level in this order and no others:
        "pay"

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          └── [tool] buy +320.0ms [5.0ms] ✗
                  error: Error: out of stock
      "
    `);
    expect(messageOf(() => expect(run).not.toHaveSpanTree("plan")).split("\n", 3)).toMatchInlineSnapshot(`
      [
        "",
        "expected no such tree, the spans of each level in this order and no others:",
        "  "plan"",
      ]
    `);
    expect(messageOf(() => expect([]).toHaveSpanTree("plan"))).toMatchInlineSnapshot(`
      "
      expected a tree, the spans of each level in this order and no others:
        "plan"

      Nothing was recorded.
      "
    `);
  });
});

test("of trees that are alike, the one with the fewest problems is marked", () => {
  const { telemetry } = capture();
  const visit = (status: string, ...names: readonly string[]) =>
    telemetry.trace("visit", { status }, (span) => {
      for (const name of names) telemetry.trace(name, {}, () => {});
      span.event("paid", { in: "cash" });
    });
  visit("new", "look");
  visit("known", "look", "buy");
  const attributes = { status: "regular" };

  const message = messageOf(() => {
    expect(telemetry).toHaveSpanTree({ name: "visit", attributes, events: ["paid"], children: ["look", "buy"] });
  });

  expect(message.match(/◀── .*/g)).toEqual(['◀── attributes.status is "known", expected "regular"']);
});

describe("toHaveMetric", () => {
  test("finds a metric by its name, and by what must hold of it", () => {
    expect(run).toHaveMetric("shop.visits");
    expect(run).toHaveMetric({
      name: /visits$/,
      value: 1,
      unit: "",
      instrumentKind: "counter",
      attributes: { country: "NL" },
    });
    expect(run).toHaveMetric({ name: "shop.visits", value: expect.closeTo(1.001, 2) }, { times: 1 });
    expect(run).not.toHaveMetric("shop.sales");
    expect(run).not.toHaveMetric({ name: "shop.visits", value: 2 });
  });

  test("says which metrics there are", () => {
    const { telemetry } = capture();
    const few = run.metrics().filter(({ name }) => name === "shop.visits");

    expect(messageOf(() => expect(few).toHaveMetric({ name: "shop.visits", value: 2 }))).toMatchInlineSnapshot(`
      "
      expected a metric { name: "shop.visits", value: 2 }; there is none

      The metrics:
        shop.visits counter 1 {"country":"NL"}
          ◀── nearest: value is 1, expected 2
      "
    `);
    expect(messageOf(() => expect(few).toHaveMetric("sales"))).toMatchInlineSnapshot(`
      "
      expected a metric "sales"; there is none

      The metrics:
        shop.visits counter 1 {"country":"NL"}
      "
    `);
    expect(messageOf(() => expect(few).toHaveMetric("shop.visits", { times: 2 }))).toMatchInlineSnapshot(`
      "
      expected the metric "shop.visits" 2 times; there is one

      The metrics:
        shop.visits counter 1 {"country":"NL"}
          ◀── fits
      "
    `);
    expect(messageOf(() => expect(few).not.toHaveMetric("shop.visits"))).toMatchInlineSnapshot(`
      "
      expected no metric "shop.visits"; there is one

      The metrics:
        shop.visits counter 1 {"country":"NL"}
          ◀── not expected
      "
    `);
    expect(messageOf(() => expect([]).toHaveMetric("x"))).toMatchInlineSnapshot(`
      "
      expected a metric "x"; there is none

      No metric was recorded.
      "
    `);
    telemetry.emitMetric("wait_ms", 5);
    expect(messageOf(() => expect(telemetry).not.toHaveMetric("wait_ms"))).toContain(
      "  wait_ms histogram 5 ms\n    ◀── ",
    );
    const many = Array.from({ length: 100 }, () => few).flat();
    expect(
      messageOf(() => expect(many).toHaveMetric("sales"))
        .split("\n")
        .at(-2),
    ).toBe("  … 80 more");
  });
});

describe("toHaveNoErrors and toHaveNoOpenSpans", () => {
  const open = shop();
  startSpan(open.telemetry, "late");

  test("look at every span", () => {
    expect(run).toHaveNoErrors({ except: ["buy"] });
    expect(run).not.toHaveNoErrors({ except: ["search"] });
    expect(run).toHaveNoOpenSpans();
    expect(open).not.toHaveNoOpenSpans();
    expect(open).toHaveSpan({ name: "late", status: "interrupted", exception: undefined, events: [] });
  });

  test("mark those that failed, and those that have not ended", () => {
    expect(messageOf(() => expect(run).toHaveNoErrors())).toMatchInlineSnapshot(`
      "
      expected no errors; one span has failed

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          └── [tool] buy +320.0ms [5.0ms] ✗
                  ◀── failed
                  error: Error: out of stock
      "
    `);
    expect(messageOf(() => expect(open).toHaveNoOpenSpans())).toMatchInlineSnapshot(`
      "
      expected no open spans; one has not ended

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          └── [tool] buy +320.0ms [5.0ms] ✗
                  error: Error: out of stock

      Trace: late (<0.1ms) interrupted
      1 span, 1 interrupted
      └── late +0ms [—] … interrupted
              ◀── has not ended
      "
    `);
    expect(messageOf(() => expect(run).not.toHaveNoErrors({ except: [/./] })).split("\n", 2)).toMatchInlineSnapshot(`
      [
        "",
        "expected errors; there are none",
      ]
    `);
    expect(messageOf(() => expect(run).not.toHaveNoOpenSpans()).split("\n", 2)).toMatchInlineSnapshot(`
      [
        "",
        "expected open spans; all have ended",
      ]
    `);
    const twice = {
      spans: [...run.spans(), ...run.spans().map((span) => ({ ...span, traceId: "2".repeat(32) }))],
      metrics: [],
    };
    expect(messageOf(() => expect(twice).toHaveNoErrors()).split("\n", 2)[1]).toBe(
      "expected no errors; 2 spans have failed",
    );
    startSpan(open.telemetry, "later");
    expect(messageOf(() => expect(open).toHaveNoOpenSpans()).split("\n", 2)[1]).toBe(
      "expected no open spans; 2 have not ended",
    );
  });
});

describe("toStayWithin", () => {
  test("checks each trace", () => {
    expect(run).toStayWithin({ maxToolCalls: 2, maxTotalTokens: 120, maxDurationMs: 326, requiredTools: ["search"] });
    expect(run).not.toStayWithin({ maxErrors: 0 });
    expect(run).toStayWithin({ spans: { search: { minCount: 1 } } });
  });

  test.each<[string, Budget]>([
    ["{}", {}],
    ["{ maxErrors: undefined }", { maxErrors: undefined as never }],
    ["{ forbiddenTools: [], spans: { search: {} } }", { forbiddenTools: [], spans: { search: {} } }],
  ])("a budget of %s is refused, for it limits nothing", (text, budget) => {
    const refused = new TypeError(`toStayWithin: ${text} limits nothing; give a limit, such as { maxErrors: 0 }`);

    expect(() => expect(run).toStayWithin(budget)).toThrow(refused);
    expect(() => expect(run).not.toStayWithin(budget)).toThrow(refused);
  });

  test("says which rules were broken, and by which spans", () => {
    expect(
      messageOf(() => expect(run).toStayWithin({ maxTotalTokens: 50, forbiddenTools: ["buy"] })),
    ).toMatchInlineSnapshot(`
      "
      expected to stay within the budget:
        maxTotalTokens: 120, of at most 50
        forbiddenTools: "buy" was called

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          │   ◀── maxTotalTokens: 120, of at most 50
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          └── [tool] buy +320.0ms [5.0ms] ✗
                  ◀── forbiddenTools: "buy" was called
                  error: Error: out of stock
      "
    `);
    expect(messageOf(() => expect(run).not.toStayWithin({ maxErrors: 1 })).split("\n", 2)).toMatchInlineSnapshot(`
      [
        "",
        "expected more than { maxErrors: 1 } allows; it is kept",
      ]
    `);
  });
});

describe("toHaveCalledTools", () => {
  const search = { query: "green tea", limit: 3 };

  test("compares names, arguments, results and how they ended", () => {
    expect(run).toHaveCalledTools(["search", "buy"]);
    expect(run).toHaveCalledTools([
      { name: "search", arguments: search, result: [{ id: 1 }] },
      { name: "buy", status: "error" },
    ]);
    expect(run).toHaveCalledTools([{ name: "search", arguments: { limit: 3 } }, /b/], { arguments: "subset" });
    expect(run).toHaveCalledTools(["buy"], { order: "subset" });
    expect(run).not.toHaveCalledTools([{ name: "search", arguments: { limit: 3 } }, "buy"]);
    expect(run).not.toHaveCalledTools([]);
    expect([]).toHaveCalledTools([]);
  });

  test("what is missing is compared with what came after those that are there", () => {
    const { telemetry } = capture();
    for (const city of ["Berlin", "Tokyo"]) tool("weather", { telemetry, input: { city, days: 3 } }, () => {});
    const calls = ["weather", { name: "weather", arguments: { city: "Tokyo", days: 4 } }];

    const message = messageOf(() => expect(telemetry).toHaveCalledTools(calls));

    expect(message.match(/◀── .*/g)).toEqual(["◀── missing", "◀── nearest to 2: arguments.days is 3, expected 4"]);
  });

  test("lists in arguments may be in any order where it is said", () => {
    const { telemetry } = capture();
    const input = { tags: ["a", "b", "a"], filters: [{ by: "price" }, { by: "origin" }] };
    tool("search", { telemetry, input }, () => {});
    const called = (given: object) =>
      expect(telemetry).toHaveCalledTools([{ name: "search", arguments: given }], { arguments: "unordered" });

    called({ tags: ["a", "a", "b"], filters: [{ by: "origin" }, { by: "price" }] });
    for (const tags of [
      ["a", "b"],
      ["a", "b", "b"],
    ]) {
      expect(() => called({ ...input, tags })).toThrow('nearest to 1: arguments.tags is ["a", "b", "a"]');
    }
    expect(() => called({ tags: input.tags })).toThrow('nearest to 1: arguments.filters is [{ by: "price" }');
  });

  test("says which call was nearest", () => {
    expect(
      messageOf(() =>
        expect(run).toHaveCalledTools([
          { name: "search", arguments: { query: "tea" } },
          { name: "buy", status: "ok" },
          "pay",
        ]),
      ),
    ).toMatchInlineSnapshot(`
      "
      expected these calls of tools, in this order and no others:
        1. search({ query: "tea" })  ◀── missing
        2. buy { status: "ok" }  ◀── missing
        3. pay  ◀── missing

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          │       ◀── nearest to 1: arguments.query is "green tea", expected "tea"
          │       ◀── arguments.limit is 3, expected to be left out
          └── [tool] buy +320.0ms [5.0ms] ✗
                  ◀── nearest to 2: status is "error", expected "ok"
                  error: Error: out of stock
      "
    `);
    expect(messageOf(() => expect(run).toHaveCalledTools(["buy", "search"]))).toMatchInlineSnapshot(`
      "
      expected these calls of tools, in this order and no others:
        1. buy
        2. search  ◀── missing

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          │       ◀── 2, at another place
          └── [tool] buy +320.0ms [5.0ms] ✗
                  error: Error: out of stock
      "
    `);
    expect(messageOf(() => expect(run).toHaveCalledTools(["search"]))).toMatchInlineSnapshot(`
      "
      expected these calls of tools, in this order and no others:
        1. search

      Trace: shop (326.0ms) ok
      4 spans, 1 error, 1 model call, 2 tool calls, 100 tokens in, 20 out, $0.000325
      └── [agent] shop +0ms [326.0ms] ✓
          ├── [llm] plan gpt-5 +0ms [300.0ms] ✓ 100 tokens in, 20 out, $0.000325
          ├── [tool] search +300.0ms [20.0ms] ✓
          └── [tool] buy +320.0ms [5.0ms] ✗
                  ◀── not expected
                  error: Error: out of stock
      "
    `);
    expect(messageOf(() => expect(run).not.toHaveCalledTools(["search", /buy/])).split("\n", 4)).toMatchInlineSnapshot(`
      [
        "",
        "expected anything but these calls of tools, in this order and no others:",
        "  1. search",
        "  2. /buy/",
      ]
    `);
  });
});

test("a long run is told around the marks, with the spans that are above them", () => {
  const { telemetry } = capture();
  const steps = (first: number) => {
    for (let n = first; n < first + 500; n++) telemetry.trace(`step ${n}`, { n }, () => {});
  };
  telemetry.trace("run", {}, () => {
    telemetry.trace("first half", {}, () => steps(0));
    telemetry.trace("second half", {}, () => steps(500));
  });

  const message = messageOf(() => expect(telemetry).toHaveSpan({ name: "step 700", attributes: { n: 7 } }));

  const after = message.slice(message.indexOf("… "));
  expect(message.split("\n")).toHaveLength(33);
  expect(after.split("\n").slice(0, 4)).toEqual([
    "… 492 lines more",
    "    └── second half +0ms [<0.1ms] ✓",
    "… 195 lines more",
    "        ├── step 695 +0ms [<0.1ms] ✓",
  ]);
  expect(after).toContain("◀── nearest: attributes.n is 700, expected 7");
});

test("of long lists, the first are told, and the first that are missing", () => {
  const { telemetry } = capture();
  const names = Array.from({ length: 100 }, (_, n) => `step ${n}`);
  for (const name of names) telemetry.trace(name, {}, () => {});

  const one = messageOf(() => expect(telemetry).toHaveSpans([...names, "pay"])).split("\n\n")[0];
  const all = messageOf(() => expect([]).toHaveSpans(names)).split("\n\n")[0];

  const tree = messageOf(() => expect([]).toHaveSpanTree({ name: "run", children: names })).split("\n\n")[0];
  const budget = messageOf(() => expect(telemetry).toStayWithin({ maxSpans: 0 })).split("\n\n")[0];

  for (const text of [tree, budget])
    expect(text?.split("\n").slice(22)).toEqual([expect.stringMatching(/^ {2}… 8[01] more$/)]);
  expect(one?.split("\n").slice(21)).toEqual(['  20. "step 19"', '  101. "pay"  ◀── missing', "  … 80 more"]);
  expect(all?.split("\n").slice(21)).toEqual(['  20. "step 19"  ◀── missing', "  … 80 more; 100 are missing"]);
});

test.each<[string, (given: RecordedRun) => void]>([
  [
    'toHaveSpan: there is no "nam"; there are name, type, status, tool, model, input, output, exception, attributes, events',
    (given) => expect(given).toHaveSpan({ nam: "x" } as never),
  ],
  [
    'toHaveSpan: 7 is no span; give its name, or what must hold of it, such as { type: "tool" }',
    (given) => expect(given).toHaveSpan(7 as never),
  ],
  ["toHaveSpan: times is -1; give a whole number, 0 or more", (given) => expect(given).toHaveSpan("x", { times: -1 })],
  ['toHaveSpan: there is no "count"; there are times', (given) => expect(given).toHaveSpan("x", { count: 1 } as never)],
  ["toHaveSpan: 3 is no object; give one with times", (given) => expect(given).toHaveSpan("x", 3 as never)],
  [
    "toHaveSpan: name is undefined; give a text, a RegExp, a function or a matcher",
    (given) => expect(given).toHaveSpan({ name: undefined as never }),
  ],
  [
    "toHaveSpan: tool is 7; give a text, a RegExp, a function or a matcher",
    (given) => expect(given).toHaveSpan({ tool: 7 as never }),
  ],
  [
    'toHaveSpan: status is "failed"; give "ok", "error", "cancelled" or "interrupted"',
    (given) => expect(given).not.toHaveSpan({ status: ["ok", "failed" as never] }),
  ],
  [
    'toHaveSpan: attributes is "x"; give an object of attributes',
    (given) => expect(given).not.toHaveSpan({ attributes: "x" as never }),
  ],
  [
    'toHaveSpan: events is "x"; give a list of names',
    (given) => expect(given).not.toHaveSpan({ events: "x" as never }),
  ],
  [
    "toHaveSpan: events is [/x/]; give a list of names",
    (given) => expect(given).not.toHaveSpan({ events: [/x/ as never] }),
  ],
  [
    'toHaveSpan: status is []; give "ok", "error", "cancelled" or "interrupted"',
    (given) => expect(given).not.toHaveSpan({ status: [] }),
  ],
  [
    'toHaveSpan: {} is no span; give its name, or what must hold of it, such as { type: "tool" }',
    (given) => expect(given).toHaveSpan(new Map() as never),
  ],
  ["toHaveSpan: a function is no recorded run; ", () => expect(() => run).toHaveSpan("x")],
  ["toHaveSpan: a promise is no recorded run; await it first", () => expect(Promise.resolve(run)).toHaveSpan("x")],
  ['toHaveSpans: what is expected is "x"; give a list of spans', (given) => expect(given).toHaveSpans("x" as never)],
  [
    'toHaveSpans: order is "sorted"; give "exact", "any", "subset" or "subsequence"',
    (given) => expect(given).toHaveSpans([], { order: "sorted" as never }),
  ],
  ['toHaveSpans: there is no "sort"; there are order', (given) => expect(given).toHaveSpans([], { sort: 1 } as never)],
  ['toHaveSpanTree: ["a"] is no span; give its name, ', (given) => expect(given).toHaveSpanTree(["a"] as never)],
  [
    'toHaveSpanTree: there is no "child"; there are name, type, ',
    (given) => expect(given).toHaveSpanTree({ name: "shop", children: [{ child: [] } as never] }),
  ],
  [
    'toHaveSpanTree: order is "sorted"; give "exact", "any", "subset" or "subsequence"',
    (given) => expect(given).toHaveSpanTree("a", { order: "sorted" as never }),
  ],
  [
    'toHaveSpanTree: children is "x"; give a list of spans',
    (given) => expect(given).toHaveSpanTree({ children: "x" as never }),
  ],
  [
    'toHaveMetric: there is no "valeu"; there are name, value, unit, instrumentKind, attributes',
    (given) => expect(given).toHaveMetric({ valeu: 1 } as never),
  ],
  [
    'toHaveNoErrors: except is "x"; give a list of spans',
    (given) => expect(given).toHaveNoErrors({ except: "x" as never }),
  ],
  [
    'toHaveMetric: 3 is no metric; give its name, or what must hold of it, such as { name: "tokens", value: 3 }',
    (given) => expect(given).toHaveMetric(3 as never),
  ],
  ["toHaveMetric: times is 0.5; give a whole ", (given) => expect(given).toHaveMetric("x", { times: 0.5 })],
  ["toHaveNoErrors: 3 is no span; give its name, ", (given) => expect(given).toHaveNoErrors({ except: [3 as never] })],
  [
    'toHaveNoErrors: there is no "ignore"; there are except',
    (given) => expect(given).toHaveNoErrors({ ignore: [] } as never),
  ],
  [
    'toHaveNoOpenSpans: { except: ["late"] } is too much; it has no options',
    (given) => (expect(given).toHaveNoOpenSpans as (options: object) => void)({ except: ["late"] }),
  ],
  [
    "toHaveMetric: name is 5; give a text, a RegExp, a function or a matcher",
    (given) => expect(given).toHaveMetric({ name: 5 as never }),
  ],
  [
    'toHaveMetric: instrumentKind is "count"; give "counter", "histogram" or "gauge"',
    (given) => expect(given).toHaveMetric({ instrumentKind: "count" as never }),
  ],
  [
    'toHaveMetric: attributes is ["a"]; give an object of attributes',
    (given) => expect(given).toHaveMetric({ attributes: ["a"] as never }),
  ],
  [
    'toHaveCalledTools: status is "failed"; give "ok", "error", "cancelled" or "interrupted"',
    (given) => expect(given).toHaveCalledTools([{ name: "a", status: "failed" as never }]),
  ],
  [
    "toHaveCalledTools: the name in {} is undefined; give a text, a RegExp, a function or a matcher",
    (given) => expect(given).toHaveCalledTools([{} as never]),
  ],
  [
    'toHaveCalledTools: what is expected is "x"; give a list of tools',
    (given) => expect(given).toHaveCalledTools("x" as never),
  ],
  [
    'toHaveCalledTools: arguments is "loose"; give "strict", "subset" or "unordered"',
    (given) => expect(given).toHaveCalledTools([], { arguments: "loose" as never }),
  ],
  [
    'toHaveCalledTools: ["search"] is no call; give its name, or what must hold of it, such as { name: "search", arguments: {} }',
    (given) => expect(given).toHaveCalledTools([["search"] as never]),
  ],
  ["Budget: undefined is no object; give one such as ", (given) => expect(given).toStayWithin(undefined as never)],
  ['Budget: there is no rule "maxTools"', (given) => expect(given).toStayWithin({ maxTools: 1 } as never)],
])("%s", (message, misuse) => {
  expect(() => misuse(run)).toThrow(message);
  expect(() => misuse(run)).toThrow(TypeError);
});

test("what was never recorded neither passes nor fails", () => {
  const nothing = "nothing was recorded; give the run the telemetry that you ask about";

  expect(() => expect([]).toHaveNoErrors()).toThrow(nothing);
  expect(() => expect([]).not.toHaveNoErrors()).toThrow(nothing);
  expect(() => expect([]).toHaveNoOpenSpans()).toThrow(nothing);
  expect(() => expect([]).toStayWithin({})).toThrow(nothing);
});
