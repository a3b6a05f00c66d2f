/** The chapter on what a span costs. */
import { otelVariants, oursLocal } from "../contestants.ts";
import { median } from "../median.ts";
import { type CostRow, overheadOf } from "./costs.ts";
import { type Growth, growing, type RetainedRow } from "./growth.ts";
import { markdownTable, micros, percent } from "./markdown.ts";
import { barPlot, type Line, linePlot } from "./plots.ts";

/** Text, and the plots that it shows by the names of their files. */
export interface Chapter {
  readonly text: string;
  readonly plots: Readonly<Record<string, string>>;
}

export function costChapter(rows: readonly CostRow[]): Chapter {
  const [bare] = rows;
  if (bare === undefined) return { text: "", plots: {} };
  const measured = rows.slice(1).filter(({ rounds }) => rounds.length > 0);
  const sorted = measured.toSorted((a, b) => overheadOf(a, bare).median - overheadOf(b, bare).median);
  const head = ["", "µs added a span", "spread", "processor µs a span", "arrived"];
  const cells = sorted.map((row) => {
    const { median: added, range } = overheadOf(row, bare);
    const arrived = row.rounds.flatMap((round) => round.arrived ?? []);
    const share = arrived.length === 0 ? "–" : percent(Math.min(...arrived));
    return [row.name, micros(added), range.map(micros).join("–"), micros(cpuOf(row)), share];
  });
  const failed = rows.flatMap(({ name, failure }) =>
    failure === undefined ? [] : [[name, `failed: ${failure}`, "", "", ""]],
  );
  const bars = sorted.map((row) => ({
    name: row.name,
    value: overheadOf(row, bare).median / 1000,
    isOurs: isOurs(row.name),
  }));
  const plotted = bars.filter(({ value }) => value > 0);
  const text = `An agent's run of five nested spans, all asynchronous, with six attributes a span, and a turn of the event loop every 20 runs.
The first number is the time that a span adds to the same work without telemetry, until the program goes on; a flush after every 1,000 spans is not part of it.
The second is processor time of all threads, with the work and the flushes. evlog has no flush unless it sends in batches: what it still writes in the end is not counted.
Where less than 100 % has arrived, the rest was not paid for: such a row is cheaper than it would be.

![What a span costs](test/bench/plots/cost.svg)

${markdownTable(head, [...cells, ...failed])}`;
  return { text, plots: { "cost.svg": barPlot("µs that a span adds, logarithmic", plotted, true) } };
}

export function growthChapter(growths: readonly Growth[], retained: readonly RetainedRow[]): Chapter {
  const plots: Record<string, string> = {};
  const parts = growths.map(({ what, points }, i) => {
    const file = `growth-${i + 1}.svg`;
    plots[file] = linePlot(`µs that a span adds, by ${what}`, what, "µs", linesOf(points));
    const names = growing.map(({ name }) => name);
    const added = (rows: readonly CostRow[], name: string) => {
      const ns = addedOf(rows, name);
      return Number.isNaN(ns) ? "–" : micros(ns);
    };
    const cells = points.map(({ at, rows }) => [String(at), ...names.map((name) => added(rows, name))]);
    return `### By ${what}\n\n![By ${what}](test/bench/plots/${file})\n\n${markdownTable([what, ...names], cells)}`;
  });
  const kept = markdownTable(
    ["a span that is kept in memory", "bytes", "bytes when it was read", "µs to read it"],
    retained.map(retainedCells),
  );
  const failed = growths.flatMap(({ what, points }) => points.flatMap((point) => failuresOf(what, point)));
  const opening = `µs that a span adds to the same work without telemetry, where spans are kept in memory: what is compared is the tracing, not the sending.
Medians of three rounds.`;
  const memory = `What the heap, and the buffers outside of it, hold after a collection, of 100,000 spans with five attributes.
Heddle makes the record of a span when it is read for the first time, and keeps it then: neither is in the times above.`;
  return { text: [opening, ...parts, ...failed, `### Memory\n\n${memory}\n\n${kept}`].join("\n\n"), plots };
}

export function isOurs(name: string): boolean {
  return name.startsWith("Heddle");
}

/** Whether its spans are only kept in memory, or not at all. */
export function goesNowhere(name: string): boolean {
  return [...oursLocal, ...otelVariants].some((one) => one.name === name);
}

/** Processor time a span, the work included. */
export function cpuOf({ rounds }: CostRow): number {
  return median(rounds.map(({ cpuNs }) => cpuNs));
}

function failuresOf(what: string, { at, rows }: Growth["points"][number]): string[] {
  return rows.flatMap(({ name, failure }) =>
    failure === undefined ? [] : [`${name} was not measured at ${at} ${what}: ${failure}.`],
  );
}

function linesOf(points: Growth["points"]): Line[] {
  return growing.map(({ name }) => ({
    name,
    points: points.map(({ at, rows }) => [at, addedOf(rows, name) / 1000] as const),
  }));
}

function addedOf(rows: readonly CostRow[], name: string): number {
  const [bare] = rows;
  const row = rows.find((one) => one.name === name);
  return bare === undefined || row === undefined ? Number.NaN : overheadOf(row, bare).median;
}

function retainedCells({ name, bytesPerSpan, bytesWhenRead, readNs }: RetainedRow): string[] {
  return [name, String(Math.round(bytesPerSpan)), String(Math.round(bytesWhenRead)), micros(readNs)];
}
