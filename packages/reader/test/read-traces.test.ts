import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeLine, type MetricRecord } from "@heddle/core";
import { type ProblemLine, readTraces, type Trace } from "@heddle/reader";
import { expect, test } from "vitest";
import { metric, span, start, traceIdOf } from "./recorded.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const line = (record: Parameters<typeof encodeLine>[0]) => encodeLine(record, "r");

async function read(text: string, maxHeldLength?: number) {
  const path = join(temporaryFolder(), "traces.jsonl");
  writeFileSync(path, text);
  const traces: Trace[] = [];
  const problems: ProblemLine[] = [];
  const onProblem = (problem: ProblemLine) => void problems.push(problem);
  const options = { onProblem, ...(maxHeldLength !== undefined && { maxHeldLength }) };
  for await (const trace of readTraces(path, options)) traces.push(trace);
  return { path, problems, traces: traces.map(({ traceId, totals }) => [Number(`0x${traceId}`), totals.spans]) };
}

test("traces come by start time, and problems are told", async () => {
  const text = [span({ id: 1, trace: 2, at: 5 }), span({ id: 1, trace: 1 }), metric("m", 1)].map(line).join("");

  const { path, traces, problems } = await read(`${text}no record\n`);

  expect(traces).toEqual([
    [1, 1],
    [2, 1],
  ]);
  expect(problems).toEqual([{ problem: expect.stringMatching(/^not JSON/), file: path, line: 4 }]);
});

test("each metric is told of once, also where it is of no trace", async () => {
  const path = join(temporaryFolder(), "traces.jsonl");
  const [inside, outside] = [{ ...metric("a", 1, 1), traceId: traceIdOf(1) }, metric("b", 2)];
  const twice = encodeLine(outside, "r", 7);
  writeFileSync(path, line(span({ id: 1, trace: 1 })) + line(inside) + twice + twice);
  const told: MetricRecord[] = [];

  const traces: Trace[] = [];
  for await (const trace of readTraces(path, { onMetric: (each) => void told.push(each) })) traces.push(trace);

  expect(traces.map(({ metrics }) => metrics)).toEqual([[inside]]);
  expect(told).toEqual([inside, outside]);
});

test("when there is no room for all, complete traces are given first; what comes late is told", async () => {
  const records = [
    start({ id: 1, trace: 1 }),
    span({ id: 1, trace: 2 }),
    { ...metric("m", 1, 1), traceId: traceIdOf(5) },
    span({ id: 1, trace: 3 }),
    span({ id: 2, trace: 2 }),
    span({ id: 2, trace: 1, parent: 1 }),
    span({ id: 1, trace: 1 }),
  ];
  const lengths = records.map((record) => line(record).length - 1);
  const roomForFirstThree = lengths.slice(0, 3).reduce((sum, length) => sum + length, 0);

  const { path, traces, problems } = await read(records.map(line).join(""), roomForFirstThree);

  expect(traces).toEqual([
    [2, 1],
    [3, 1],
    [1, 2],
  ]);
  expect(problems).toEqual([
    { problem: `the trace ${traceIdOf(2)} was told before this line; it is left out`, file: path, line: 5 },
  ]);
});

test("when there is no room for a single one, it is given as far as it is known", async () => {
  const { traces, problems } = await read(
    [start({ id: 1, trace: 1 }), { ...metric("m", 1, 1), traceId: traceIdOf(5) }, start({ id: 1, trace: 2 })]
      .map(line)
      .join(""),
    1,
  );

  expect(traces).toEqual([
    [1, 1],
    [2, 1],
  ]);
  expect(problems).toEqual([]);
});

test("a metric that comes after its trace was given is told", async () => {
  const late = { ...metric("m", 1, 1), traceId: traceIdOf(1) };

  const { path, problems } = await read([span({ id: 1 }), span({ id: 1, trace: 2 }), late].map(line).join(""), 1);

  expect(problems).toEqual([
    { problem: `the trace ${traceIdOf(1)} was told before this line; it is left out`, file: path, line: 3 },
  ]);
});

test("what is written twice of a trace that was given is not told; what is new is", async () => {
  const early = [
    span({ id: 1, trace: 2 }),
    start({ id: 2, trace: 2 }),
    { ...metric("m", 1, 1), traceId: traceIdOf(2) },
  ];
  const late = [start({ id: 1, trace: 2 }), start({ id: 2, trace: 2 }), span({ id: 2, trace: 2 })];
  const lines = [
    ...early.map((record) => encodeLine(record, "r", 1)),
    line(span({ id: 1, trace: 3 })),
    line(span({ id: 1, trace: 4 })),
    ...[...early, ...late].map((record) => encodeLine(record, "r", 1)),
  ];

  const { path, traces, problems } = await read(lines.join(""), 1);

  expect(traces).toEqual([
    [2, 2],
    [3, 1],
    [4, 1],
  ]);
  expect(problems).toEqual([
    { problem: `the trace ${traceIdOf(2)} was told before this line; it is left out`, file: path, line: 11 },
  ]);
});
