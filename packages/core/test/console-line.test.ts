import type { ConsoleOptions, SpanStart } from "@heddle/core";
import { startSpan } from "@heddle/core";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { picture, screenshot } from "./console-screenshot.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const start: SpanStart = {
  kind: "span_start",
  name: "loom.tool",
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  startedAt: 0,
  attributes: { tool: "search", query: "weather in Paris and Tokyo" },
};

/** What a terminal that is so wide shows of `record`. */
function terminal(record: Parameters<typeof picture>[0], columns: number, options: ConsoleOptions = {}): string[] {
  let text = "";
  const stream = { isTTY: true, columns, write: (line: string) => (text += line) };
  picture(record, { stream, ...options });
  return text.replace(/\n$/, "").split("\n");
}

test("where there is no terminal, a line is a line", () => {
  expect(picture(start)).toBe('▸ loom.tool #319c tool=search, query="weather in Paris and Tokyo"');
});

test("on a terminal, what goes on stays below the name", () => {
  expect(terminal(start, 34)).toEqual([
    "▸ loom.tool #319c tool=search,",
    '    query="weather in Paris and',
    '    Tokyo"',
  ]);
});

test("each piece of a broken line has its colour", () => {
  const lines = terminal({ ...start, attributes: { query: "weather in Paris" } }, 28, { color: true });

  expect(lines).toEqual([
    "\u001b[36m▸ loom.tool\u001b[39m \u001b[34m#319c\u001b[39m",
    '    \u001b[2mquery="weather in Paris"\u001b[22m',
  ]);
});

test("while several traces are running, what goes on stays clear of their column", () => {
  let text = "";
  const stream = { isTTY: true, columns: 34, write: (line: string) => (text += line) };
  const { console, pass } = screenshot({ stream });
  startSpan(console, "run", {});
  pass(100);
  startSpan(console, "run", { query: "weather in Paris" });
  pass(100);

  expect(text.split("\n")).toEqual(["▸ run #0001", '#0002 ▸ run query="weather in', '          Paris"', ""]);
});

test("a word that no line can hold is broken, a wide character never", () => {
  const record = { ...start, name: "n", attributes: { v: "界".repeat(30), w: `é${"😀".repeat(3)}e\u0301` } };

  expect(terminal(record, 30)).toEqual([
    "▸ n #319c",
    "    v=界界界界界界界界界界界界",
    "    界界界界界界界界界界界界界",
    "    界界界界界, w=é😀😀😀e\u0301",
  ]);
});

test("a word that the first line can hold, and others cannot, stays whole", () => {
  const record = { ...start, name: "n".repeat(27), attributes: {} };

  expect(terminal(record, 30)).toEqual([`▸ ${"n".repeat(27)}`, "    #319c"]);
});

test("a terminal that is too narrow breaks lines itself", () => {
  expect(terminal(start, 23)).toEqual([picture(start)]);
});

test("no depth is too deep", () => {
  const { console, look } = screenshot();
  const nest = (depth: number) => {
    let span = startSpan(console, "0", {});
    for (let i = 1; i <= depth; i++) span = startSpan(console, String(i), {}, { parent: span });
  };

  nest(9_000);
  void console.flush();

  const lines = look();
  expect(lines.length).toBe(9_001);
  expect(lines[24]).toBe(`${" ".repeat(48)}▸ 24`);
  expect(lines[9_000]).toBe(`${" ".repeat(48)}(depth 9000) ▸ 9000`);
});

test("no line is wider than the terminal, and breaking it changes nothing but spaces", () => {
  const word = fc.stringMatching(/^[a-z,"界\n ]{0,50}$/);
  const attributes = fc.dictionary(word, word, { noNullPrototype: true });
  const width = (line: string) => line.length + line.replaceAll(/[^界]/g, "").length;

  fc.assert(
    fc.property(word, attributes, fc.integer({ min: 24, max: 120 }), (name, given, columns) => {
      const record = { ...start, name, attributes: given };

      const lines = terminal(record, columns);

      expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(columns);
      expect(lines.join("").replaceAll(" ", "")).toBe(picture(record).replaceAll(" ", ""));
    }),
  );
});
