/** The chapter on what a span costs. */
import { peers } from "../contestants.ts";
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
  const head = ["", "µs added a span", "spread", "processor µs a span, sending included", "arrived"];
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
  const text = `An agent's run of five nested spans, all asynchronous, six attributes each, a turn of the event loop every 20 runs.
The first number is what a span adds to the same work without telemetry, by the clock, until the work goes on;
the processor's time is that of all threads, up to the arrival of the last span.
Each library has its defaults, and sends to a server on the loopback or writes a file.
Where not all has arrived, the rest was not paid for either: such rows are cheaper than they would be.

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
  const kept = markdownTable(["a span that is kept in memory", "bytes"], retained.map(retainedCells));
  const failed = growths.flatMap(({ what, points }) => points.flatMap((point) => failuresOf(what, point)));
  return { text: [...parts, ...failed, `### Memory\n\n${kept}`].join("\n\n"), plots };
}

export function isOurs(name: string): boolean {
  return name.startsWith("Heddle");
}

/** The libraries alone, without their variants. */
export function isPeer(name: string): boolean {
  return peers.some((peer) => peer.name === name);
}

function cpuOf({ rounds }: CostRow): number {
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

function retainedCells({ name, bytesPerSpan }: RetainedRow): string[] {
  return [name, String(Math.round(bytesPerSpan))];
}
