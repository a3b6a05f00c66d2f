/** Tests of what the page admits. */
import { expect, test } from "vitest";
import { ours } from "../contestants.ts";
import type { ExitCell } from "./exits.ts";
import type { Measured, Section } from "./measured.ts";
import { reasons } from "./reasons.ts";
import { shortcomingsIn, shortcomingTables } from "./shortcomings.ts";
import { pageOf } from "./write-page.ts";

test("what others do better is named, and what they do worse is not", () => {
  const found = said({
    costs: section([
      cost("no telemetry", 100, 100),
      cost("Heddle, File", 2100, 3000),
      cost("pino", 1100, 4000),
      cost("LangSmith", 9100, 9000),
    ]),
    footprint: section([
      { name: "Heddle, File", packages: 1, megabytes: 1, importMs: 50, gzipKb: 16 },
      { name: "evlog", packages: 1, megabytes: 2, importMs: 15, gzipKb: 20 },
    ]),
  });

  expect(found).toEqual([
    "What a span costs | µs added a span | Heddle, File | 2.00; pino (1.00)",
    "Footprint | import ms | Heddle, File | 50; evlog (15)",
  ]);
});

test("what goes nowhere is compared with what goes nowhere", () => {
  const found = said({
    costs: section([
      cost("no telemetry", 100, 100),
      cost("Heddle, InMemory", 2100, 100),
      cost("Heddle, File", 4100, 100),
      cost("OpenTelemetry 3, in memory", 1100, 100),
      cost("pino", 600, 100),
    ]),
  });

  expect(found).toEqual([
    "What a span costs | µs added a span | Heddle, InMemory | 2.00; OpenTelemetry 3, in memory (1.00)",
    "What a span costs | µs added a span | Heddle, File | 4.00; pino (0.50)",
  ]);
});

test("who has brought less to its end is no match in time and memory", () => {
  const burst = { spans: 21_000, isYielding: false, printed: "" };
  const found = said({
    bursts: section([
      { ...burst, name: "Heddle, File", arrived: 1, ns: 5000, peakMb: 90 },
      { ...burst, name: "Heddle, Otlp", arrived: 0.5, ns: 5000, peakMb: 90 },
      { ...burst, name: "OpenTelemetry 3", arrived: 0.5, ns: 3000, peakMb: 89.9 },
      { ...burst, name: "LangWatch", arrived: 0.1, ns: 1000, peakMb: 10 },
      { ...burst, name: "evlog", arrived: 0, failure: "ended with SIGABRT" },
    ]),
  });

  expect(found).toEqual([
    "What arrives of a burst, 21,000, never yielding | arrived | Heddle, Otlp | 50.00 %; nobody is better",
    "What arrives of a burst, 21,000, never yielding | µs a span | Heddle, Otlp | 5.00; OpenTelemetry 3 (3.00)",
  ]);
});

test("growth, ends and streams are looked at, too", () => {
  const ended = cells("sent", "lost", "file", "file", "file", "file", "file");
  const open = cells("sent", "sent", "sent", "sent", "sent", "sent", "lost");
  const stream = { durationMs: 300, isWhole: true, inner: "child", returned: "generator" } as const;
  const found = said({
    growth: section({
      growths: [
        {
          what: "branches",
          points: [
            { at: 10, rows: [cost("no telemetry", 0, 0), cost("Heddle, InMemory", 2, 0), cost("OTel", 9000, 0)] },
            { at: 100, rows: [cost("no telemetry", 0, 0), cost("Heddle, InMemory", 2000, 0), cost("OTel", 900, 0)] },
          ],
        },
      ],
      retained: [
        { name: "Heddle, InMemory", bytesPerSpan: 200.4, bytesWhenRead: 800, readNs: 2000 },
        { name: "OTel", bytesPerSpan: 99.6, bytesWhenRead: 900, readNs: 4 },
      ],
    }),
    exits: section([
      { name: "Heddle, other", ended, open },
      { name: "pino", ended: cells("sent", "sent"), open },
      { name: "evlog", ended: [], open: [], failure: "nothing arrives" },
    ]),
    streams: section([
      { ...stream, name: "Heddle, other", hasOutput: false },
      { ...stream, name: "LangSmith", hasOutput: true, durationMs: 340 },
      { ...stream, name: "Langfuse", hasOutput: false, durationMs: 1, inner: "root" },
    ]),
  });

  expect(found).toEqual([
    "How it grows, 100 branches | µs added a span | Heddle, InMemory | 2.00; OTel (0.90)",
    "How it grows | bytes of a span in memory | Heddle, InMemory | 200; OTel (100)",
    "How it grows | µs to read a span in memory | Heddle, InMemory | 2.00; OTel (0.00)",
    "What survives the end of a process, process.exit(0) | a span that has ended | Heddle, other | lost; pino (sent)",
    "What survives the end of a process, SIGKILL | a span that is still open | Heddle, other | lost; nobody is better",
    "Streams | output | Heddle, other | not recorded; LangSmith (recorded)",
  ]);
});

test("a bound that is missed and a peer that is faster are named", () => {
  const row = { spread: "", bound: "", verdict: "" };
  const found = shortcomingsIn({
    floors: section([
      { ...row, measured: "core, bundled, minified, gzip", number: "28 kB", bound: "≤ 12 kB", verdict: "BROKEN" },
      { ...row, measured: "near", number: "2.9 ×", spread: "2.6–3.4", bound: "≥ 3 ×", verdict: "noise" },
      { ...row, measured: "a span", number: "2 ×", bound: "≥ 1 ×", verdict: "holds" },
      { ...row, measured: "… times faster than others' calls", number: "0.5 ×" },
      { ...row, measured: "… times faster than a counter", number: "0.5 ×" },
      { ...row, measured: "… times faster than another's", number: "1.5 ×" },
      { ...row, measured: "a span, time against OTel's, both in memory", number: "1.4 ×", verdict: "holds" },
      { ...row, measured: "a span, time against OTel's", number: "0.9 ×", verdict: "holds" },
    ]),
  });

  expect(found.map(({ number, text }) => `${number}: ${text}`)).toEqual([
    "core, bundled, minified, gzip: 28 kB; it must be ≤ 12 kB",
    "near: 2.9 × (2.6–3.4); it must be ≥ 3 ×",
    "… times faster than others' calls: 0.5 ×; others' calls are faster",
    "… times faster than a counter: 0.5 ×; a counter is faster",
    "a span, time against OTel's, both in memory: 1.4 ×; OTel's is faster",
  ]);
  expect(found.map(({ reason }) => reason.slice(0, 24))).toEqual([
    "It is everything: all si",
    "Missed by less than 10 %",
    "",
    "",
    "",
  ]);
});

test("each of ours that writes or sends has its reasons", () => {
  const { added, processor, peak } = reasons;

  const without = ours.filter(({ name }) => [added, processor, peak].some((reason) => reason(name) === ""));

  expect(without).toEqual([]);
  expect(added("Heddle, new")).toBe("");
});

test("a table says what is the same only once", () => {
  const one = { chapter: "Ends", number: "a span", text: "lost; pino (sent)", reason: "It waits." };
  const table = shortcomingTables([
    { ...one, name: "Heddle, A", where: "SIGINT" },
    { ...one, name: "Heddle, B", where: "SIGINT" },
    { ...one, name: "Heddle, A", where: "SIGTERM" },
    { ...one, name: "Heddle, B", where: "SIGTERM" },
    { ...one, name: "Heddle, C", where: "SIGINT", reason: "" },
    { ...one, name: "Heddle, C", where: "exit", text: "lost; nobody is better", reason: "" },
    { ...one, name: "", number: "bound", text: "2 ×; it must be ≥ 3 ×" },
  ]);

  expect(table).toBe(`### In “Ends”

|  | Heddle’s; whose is better | why |
|---|---|---|
| a span: Heddle, A; Heddle, B | SIGINT, SIGTERM: lost; pino (sent) | It waits. |
| a span: Heddle, C | SIGINT: lost; pino (sent)<br>exit: lost; nobody is better | not known |
| bound | 2 ×; it must be ≥ 3 × | It waits. |`);
});

test("a chapter says when the machine was not quiet", () => {
  const rows = [{ name: "LangWatch" }];
  const busy = pageOf({ streams: { ...section(rows), othersBusy: 0.94 } }).text;
  const quiet = pageOf({ streams: section(rows) }).text;

  expect(busy).toContain("other processes kept 0.9 of its cores busy meanwhile. These numbers are provisional.");
  expect(quiet).not.toContain("provisional");
});

/** Without the reasons. */
function said(measured: Measured): string[] {
  return shortcomingsIn(measured).map(({ chapter, where, number, name, text }) =>
    [where === undefined ? chapter : `${chapter}, ${where}`, number, name, text].join(" | "),
  );
}

function cells(...kept: ExitCell["kept"][]): ExitCell[] {
  return kept.map((each) => ({ kept: each }));
}

function section<T>(data: T): Section<T> {
  return { data, at: "2026-11-21T10:00:00.000Z", seconds: 60, machine: "2 cores", node: "24.21.0", othersBusy: 0.01 };
}

function cost(name: string, ns: number, cpuNs: number): NonNullable<Measured["costs"]>["data"][number] {
  return { name, rounds: [{ ns, cpuNs }] };
}
