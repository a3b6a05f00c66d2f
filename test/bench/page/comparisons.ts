/** All numbers of the page that are compared, but for those of what Heddle holds itself to. */
import { type Comparison, type Shortcoming, shortcomingsOf } from "./comparison.ts";
import { cpuOf, goesNowhere } from "./cost-chapter.ts";
import { type CostRow, overheadOf } from "./costs.ts";
import { type ExitRow, endings } from "./exits.ts";
import { burstPlace, endingNames } from "./loss-chapters.ts";
import { micros, percent } from "./markdown.ts";
import type { Measured } from "./measured.ts";
import { reasons } from "./reasons.ts";
import { coversPause, type StreamRow } from "./streams.ts";

/** In the order of the page. */
export function comparedShortcomings(measured: Measured): Shortcoming[] {
  const { costs, growth, bursts, exits, streams, footprint } = measured;
  const comparisons = [
    ...costComparisons(costs?.data ?? []),
    ...growthComparisons(growth?.data),
    ...burstComparisons(bursts?.data ?? []),
    ...exitComparisons("ended", exits?.data ?? []),
    ...exitComparisons("open", exits?.data ?? []),
    ...streamComparisons(streams?.data ?? []),
    ...footprintComparisons(footprint?.data ?? []),
  ];
  return comparisons.flatMap(shortcomingsOf);
}

function costComparisons(rows: readonly CostRow[]): Comparison[] {
  const [bare, ...others] = rows;
  if (bare === undefined) return [];
  const measured = others.filter(({ rounds }) => rounds.length > 0);
  const entriesOf = (group: readonly CostRow[], nsOf: (row: CostRow) => number) =>
    group.map((row) => {
      const arrived = Math.min(1, ...row.rounds.flatMap((round) => round.arrived ?? []));
      return { name: row.name, value: nsOf(row), text: micros(nsOf(row)), arrived };
    });
  const groups = [measured.filter(({ name }) => goesNowhere(name)), measured.filter(({ name }) => !goesNowhere(name))];
  const chapter = "What a span costs";
  return groups.flatMap((group) => [
    {
      chapter,
      number: "µs added a span",
      entries: entriesOf(group, (row) => overheadOf(row, bare).median),
      reason: reasons.added,
    },
    { chapter, number: "processor µs a span", entries: entriesOf(group, cpuOf), reason: reasons.processor },
  ]);
}

function growthComparisons(data: NonNullable<Measured["growth"]>["data"] | undefined): Comparison[] {
  const { growths = [], retained = [] } = data ?? {};
  const rest = { chapter: "How it grows", reason: reasons.growth };
  const entry = (name: string, value: number, text: string) => ({ name, value, text });
  return [
    ...growths.flatMap(({ what, points }) =>
      points.map(({ at, rows: [bare, ...rows] }) => {
        const measured = bare === undefined ? [] : rows.filter(({ rounds }) => rounds.length > 0);
        const added = (row: CostRow) => overheadOf(row, bare as CostRow).median;
        const entries = measured.map((row) => entry(row.name, added(row), micros(added(row))));
        return { ...rest, number: "µs added a span", where: `${at} ${what}`, entries };
      }),
    ),
    {
      ...rest,
      number: "bytes of a span in memory",
      entries: retained.map(({ name, bytesPerSpan: bytes }) => entry(name, bytes, String(Math.round(bytes)))),
    },
    {
      ...rest,
      number: "bytes of a span in memory that was read",
      entries: retained.map(({ name, bytesWhenRead: bytes }) => entry(name, bytes, String(Math.round(bytes)))),
    },
    {
      ...rest,
      number: "µs to read a span in memory",
      entries: retained.map(({ name, readNs }) => entry(name, readNs, micros(readNs))),
      reason: reasons.read,
    },
  ];
}

function burstComparisons(rows: NonNullable<Measured["bursts"]>["data"]): Comparison[] {
  const chapter = "What arrives of a burst";
  return [...Map.groupBy(rows, burstPlace)].flatMap(([where, group]) => [
    {
      chapter,
      where,
      number: "arrived",
      entries: group.map(({ name, arrived }) => ({ name, value: 1 - arrived, text: percent(arrived) })),
      perfect: 0,
      reason: reasons.arrived,
    },
    {
      chapter,
      where,
      number: "µs a span",
      entries: group.flatMap(({ name, arrived, ns }) =>
        ns === undefined ? [] : [{ name, arrived, value: ns, text: micros(ns) }],
      ),
      reason: reasons.added,
    },
    {
      chapter,
      where,
      number: "peak MB",
      entries: group.flatMap(({ name, arrived, peakMb }) =>
        peakMb === undefined ? [] : [{ name, arrived, value: peakMb, text: String(Math.round(peakMb)) }],
      ),
      reason: reasons.peak,
    },
  ]);
}

function exitComparisons(which: "ended" | "open", rows: readonly ExitRow[]): Comparison[] {
  const measured = rows.filter(({ failure }) => failure === undefined);
  return endings.map((ending, i) => ({
    chapter: "What survives the end of a process",
    number: which === "ended" ? "a span that has ended" : "a span that is still open",
    where: endingNames[ending] ?? ending,
    entries: measured.flatMap((row) => {
      const kept = row[which][i]?.kept;
      return kept === undefined
        ? []
        : [{ name: row.name, value: kept === "lost" ? 1 : 0, text: kept === "file" ? "on disk" : kept }];
    }),
    perfect: 0,
    reason: which === "ended" ? reasons.ended : reasons.open,
  }));
}

function streamComparisons(rows: readonly StreamRow[]): Comparison[] {
  const wrapping = rows.filter(({ returned, failure }) => returned !== undefined && failure === undefined);
  const compare = (number: string, isGood: (row: StreamRow) => boolean, textOf: (row: StreamRow) => string) => ({
    chapter: "Streams",
    number,
    entries: wrapping.map((row) => ({ name: row.name, value: isGood(row) ? 0 : 1, text: textOf(row) })),
    reason: reasons.streams,
  });
  return [
    compare("span's length", coversPause, ({ durationMs = 0 }) => `${Math.round(durationMs)} ms`),
    compare(
      "output",
      ({ hasOutput }) => hasOutput === true,
      ({ hasOutput }) => (hasOutput ? "recorded" : "not recorded"),
    ),
    compare(
      "span inside",
      ({ inner }) => inner === "child",
      ({ inner = "missing" }) => inner,
    ),
    compare(
      "gives back",
      ({ returned }) => returned === "generator",
      ({ returned = "other" }) => returned,
    ),
    compare(
      "every chunk",
      ({ isWhole }) => isWhole === true,
      ({ isWhole }) => (isWhole ? "yes" : "no"),
    ),
  ];
}

function footprintComparisons(rows: NonNullable<Measured["footprint"]>["data"]): Comparison[] {
  const compare = (
    number: string,
    numberOf: (row: (typeof rows)[number]) => number | undefined,
    digits: number,
    reason: Comparison["reason"],
  ) => ({
    chapter: "Footprint",
    number,
    entries: rows.flatMap((row) => {
      const value = numberOf(row);
      return value === undefined ? [] : [{ name: row.name, value, text: value.toFixed(digits) }];
    }),
    reason,
  });
  return [
    compare("packages", ({ packages }) => packages, 0, reasons.packages),
    compare("MB installed", ({ megabytes }) => megabytes, 1, reasons.installed),
    compare("import ms", ({ importMs }) => importMs, 0, reasons.imported),
    compare("kB bundled", ({ gzipKb }) => gzipKb, 1, reasons.bundled),
  ];
}
