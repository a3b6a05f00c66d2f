import type { JsonObject, LinkKind, SpanEvent, SpanLink, SpanRecord } from "@heddle/core";
import fc from "fast-check";
import { expect, test } from "vitest";
import { picture } from "./console-screenshot.ts";
import { anySpan } from "./record-arbitraries.ts";

const span: SpanRecord = {
  kind: "span",
  name: "s",
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  startedAt: 0,
  endedAt: 1,
  durationMs: 1,
  status: "ok",
  attributes: {},
};

function text(changes: Partial<SpanRecord>, maxValueLength = 20): string {
  return picture({ ...span, ...changes }, { maxValueLength });
}

function attributesText(attributes: JsonObject, maxLength?: number): string {
  return text({ attributes }, maxLength).replace("• s (1.0ms)", "").trimStart();
}

test("a value is one word, or in quotes where it could be taken for more", () => {
  const attributes = {
    word: "run_xyz/é-1.2:3",
    empty: "",
    spaces: "a b",
    list: "a,b",
    pair: "a=b",
    quoted: 'say "hi"',
    apostrophe: "it's",
    path: "C:\\new",
    object: "{}",
    "odd key": 1,
    "": true,
  };

  expect(attributesText(attributes)).toBe(
    'word=run_xyz/é-1.2:3, empty="", spaces="a b", list="a,b", pair="a=b", quoted="say \\"hi\\"", ' +
      'apostrophe="it\'s", path="C:\\\\new", object="{}", "odd key"=1, ""=true',
  );
});

test("objects are compact JSON, other values as they are", () => {
  const attributes = { n: 1.5, no: false, none: null, list: [1, "two"], args: { q: "weather", deep: { limit: 3 } } };

  expect(attributesText(attributes, 80)).toBe(
    'n=1.5, no=false, none=null, list=[1,"two"], args={"q":"weather","deep":{"limit":3}}',
  );
});

test("what is not too long can be read back", () => {
  const plain = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.double({ noDefaultInfinity: true, noNaN: true }),
    fc.boolean(),
  );
  const attributes = fc.dictionary(fc.string({ unit: "binary" }), plain, { noNullPrototype: true });

  fc.assert(
    fc.property(attributes, (given) => {
      const pair = /("(?:[^"\\]|\\.)*"|[^\s,="]+)=("(?:[^"\\]|\\.)*"|[^\s,="]+)(?:, |$)/guy;
      const line = attributesText(given as JsonObject, Number.POSITIVE_INFINITY);
      const read = (word: string | undefined) => (word?.startsWith('"') ? JSON.parse(word) : word);

      const pairs = [...line.matchAll(pair)];

      expect(pairs.map(([whole]) => whole).join("")).toBe(line);
      expect(pairs.map(([, key, value]) => [read(key), read(value)])).toEqual(
        Object.entries(given).map(([key, value]) => [key, String(value)]),
      );
    }),
  );
});

test("long values are cut, never within a character, and say how much is gone", () => {
  const long = { text: "x".repeat(30), emoji: "😀".repeat(30), list: Array.from({ length: 30 }, (_, i) => i) };

  expect(attributesText(long, 11)).toBe(
    'text="xxxxxxxxxxx… [19 more]", emoji="😀😀😀😀😀… [50 more]", list=[0,1,2,3,4,5,6,7,8,9,10,"… [19 more]"]',
  );
  expect(attributesText({ nested: Array.from({ length: 100 }, () => []) }, 5)).toBe(
    `nested=[${"[],".repeat(16)}[… [251 more]`,
  );
});

test("after a thousand characters, attributes are only counted", () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`key${i}`, i]));

  const line = attributesText(many);

  expect(line.length).toBeLessThan(1100);
  expect(line).toMatch(/, key\d+=\d+, … \d+ more$/);
});

test("what a terminal would obey or hide is written out", () => {
  const hostile = "\u001b[2J\u0007\u009b1m\u007f\r\n\t\u2028\u2029\u202e\u2066\u200b\ufeff\u00ad\u{e0041}";
  const shown =
    "\\u001b[2J\\u0007\\u009b1m\\u007f\\r\\n\\t\\u2028\\u2029\\u202e\\u2066\\u200b\\ufeff\\u00ad\\udb40\\udc41";

  expect(attributesText({ v: hostile, [hostile]: { [hostile]: 1 } }, 100)).toBe(
    `v="${shown}", "${shown}"={"${shown}":1}`,
  );
  expect(text({ name: hostile, status: "error", exception: hostile }, 100)).toBe(
    `✗ "${shown}" (1.0ms) [ERROR ${shown}]`,
  );
  expect(text({ events: [{ name: hostile, time: 0, attributes: {} }] }, 100)).toBe(`• s (1.0ms) [events: ${shown}]`);
  expect(attributesText({ family: "👨‍👩‍👧", persian: "می‌خواهم" })).toBe("family=👨‍👩‍👧, persian=می‌خواهم");
});

test("no record brings a control character onto the line", () => {
  fc.assert(
    fc.property(anySpan, (record) => {
      expect(text(record)).not.toMatch(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]/u);
    }),
  );
});

test("a name is in quotes only where it would mislead", () => {
  const names = ["chat gpt-5", "GET /a?b=c", "", " x", "a\\b", 'say "x"', "y".repeat(85)];

  expect(names.map((name) => text({ name }))).toEqual([
    "• chat gpt-5 (1.0ms)",
    "• GET /a?b=c (1.0ms)",
    '• "" (1.0ms)',
    '• " x" (1.0ms)',
    '• "a\\\\b" (1.0ms)',
    '• "say \\"x\\"" (1.0ms)',
    `• ${"y".repeat(80)}… [5 more] (1.0ms)`,
  ]);
});

test("any trace id has a tag", () => {
  const start = { kind: "span_start" as const, name: "s", spanId: "1", startedAt: 0, attributes: {} };

  expect(["0af1", "", "trace\n-zz"].map((traceId) => picture({ ...start, traceId }))).toEqual([
    "▸ s #0af1",
    "▸ s #",
    "▸ s #\\n-zz",
  ]);
});

test("an error has room for its message; without one it is still an error", () => {
  expect(text({ status: "error", exception: "E: ".padEnd(81, "x") })).toBe(
    `✗ s (1.0ms) [ERROR ${"E: ".padEnd(80, "x")}… [1 more]]`,
  );
  expect(text({ status: "error" })).toBe("✗ s (1.0ms) [ERROR]");
});

test("events and links are named, with their number", () => {
  const event = (name: string): SpanEvent => ({ name, time: 0, attributes: {} });
  const link = (kind: LinkKind): SpanLink => ({ kind, traceId: span.traceId, spanId: span.spanId });
  const kinds: LinkKind[] = ["handoff", "retry_of", "handoff"];

  expect(text({ events: ["retry", "token", "retry"].map(event) })).toBe("• s (1.0ms) [events: retry ×2, token]");
  expect(text({ events: [] })).toBe("• s (1.0ms)");
  expect(text({ links: kinds.map(link) }, 30)).toBe("• s (1.0ms) [links: handoff ×2, retry_of]");
});

test("durations are short", () => {
  const durations = [0, 0.049, 0.05, 4.2131, 999.94, 999.95, 59_994, 59_995, 3_599_499, 3_599_500, 360_000_000];

  expect(durations.map((durationMs) => text({ durationMs }).slice("• s ".length))).toEqual(
    "(<0.1ms) (<0.1ms) (0.1ms) (4.2ms) (999.9ms) (1.00s) (59.99s) (1m 00s) (59m 59s) (1h 00m) (100h 00m)"
      .replaceAll(") (", ")|(")
      .split("|"),
  );
});
