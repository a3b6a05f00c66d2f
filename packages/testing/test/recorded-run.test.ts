import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { type ConsoleOptions, ConsoleTelemetry, FileTelemetry, InMemoryTelemetry, type LineRecord } from "@heddle/core";
import { expectNoOpenSpans, expectSpan, expectSpans, type RecordedRun } from "@heddle/testing";
import { expect, test } from "vitest";
import { shop } from "./shop.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const four = ["shop", "plan", "search", "buy"];

test("a run is a capture, a telemetry in memory, what it took, or a list of records", () => {
  const captured = shop();
  const { telemetry, spans, metrics } = captured;
  const records: LineRecord[] = [...metrics(), ...spans()];

  for (const run of [captured, telemetry, { spans, metrics }, records]) expectSpans(run, four);
  expectSpans(telemetry.take(), four);
  expect(telemetry.spans()).toEqual([]);
});

test("a run is a file of JSON lines, also one that is still written, or that a crash has torn off", async () => {
  const path = join(temporaryFolder(), "run.jsonl");
  const telemetry = new FileTelemetry(path);

  await telemetry.trace("run", {}, async () => {
    expect(() => expectNoOpenSpans(path)).toThrow("expected no open spans; one has not ended");
  });
  await telemetry.flush();
  appendFileSync(path, '{"kind":"span","na');

  expectSpan(path, "run");
  expectNoOpenSpans(path);
});

test("a file goes on where the next process has begun anew after a crash", async () => {
  const path = join(temporaryFolder(), "run.jsonl");
  for (const name of ["before", "after"]) {
    const telemetry = new FileTelemetry(path);
    telemetry.trace(name, {}, () => {});
    await telemetry.flush();
    appendFileSync(path, '{"kind":"span","na');
  }

  expectSpans(path, ["before", "after"]);
});

test("a file may be packed, or begin with a byte order mark", async () => {
  const path = join(temporaryFolder(), "run.jsonl");
  const telemetry = new FileTelemetry(path);
  telemetry.trace("run", {}, () => {});
  await telemetry.flush();
  const bytes = readFileSync(path);
  const half = bytes.indexOf("\n") + 1;
  const parts = [bytes.subarray(0, half), bytes.subarray(half)];
  const packed = [parts.map((part) => gzipSync(part)), parts.map((part) => zstdCompressSync(part))];
  const forms = [
    gzipSync(bytes),
    zstdCompressSync(bytes),
    ...packed.map((each) => Buffer.concat(each)),
    `\ufeff${bytes}`,
  ];

  for (const form of forms) {
    writeFileSync(path, form);
    expectSpans(path, ["run"]);
  }
  for (const form of forms.slice(0, 2)) {
    writeFileSync(path, form.slice(0, 50));
    expect(() => expectSpan(path, "run")).toThrow(`${JSON.stringify(path)} cannot be read; `);
  }
});

test("a text that is no recording is told", () => {
  const path = join(temporaryFolder(), "run.txt");
  writeFileSync(path, "Dear support,");

  expect(() => expectSpan(path, "run")).toThrow(`expectSpan: line 1 of ${JSON.stringify(path)}: not JSON: `);
});

test("a line of a file that is no record is told by its number", () => {
  const path = join(temporaryFolder(), "run.jsonl");
  writeFileSync(path, '\nno record\n{"kind":"spa');

  expect(() => expectSpan(path, "run")).toThrow(`expectSpan: line 2 of ${JSON.stringify(path)}: `);
});

test("a file that cannot be read is told with the reason", () => {
  const folder = join(temporaryFolder(), "folder");
  mkdirSync(folder);

  for (const path of [folder, join(folder, "nothing.jsonl")]) {
    expect(() => expectSpan(path, "run")).toThrow(
      expect.objectContaining({
        message: `expectSpan: ${JSON.stringify(path)} cannot be read; give the path of a JSONL file`,
        cause: expect.objectContaining({ code: expect.stringMatching(/^E/) }),
      }),
    );
  }
});

test.each<[string, unknown]>([
  ["undefined", undefined],
  ["{}", {}],
  ["[1]", [1]],
  ["[null]", [null]],
  ['{ spans: ["x"], metrics: [] }', { spans: ["x"], metrics: [] }],
  ["{ spans: 3, metrics: [] }", { spans: 3, metrics: [] }],
  ["a function", InMemoryTelemetry],
])("%s is no recorded run", (text, given) => {
  expect(() => expectSpan(given as RecordedRun, "run")).toThrow(
    new TypeError(
      `expectSpan: ${text} is no recorded run; give an InMemoryTelemetry, a capture(), a list of records or the path of a JSONL file`,
    ),
  );
});

test("a telemetry that keeps nothing is no recorded run", () => {
  const options: ConsoleOptions = { stream: { write: () => true } };

  expect(() => expectSpan(new ConsoleTelemetry(options) as never, "run")).toThrow(/ is no recorded run; /);
});
