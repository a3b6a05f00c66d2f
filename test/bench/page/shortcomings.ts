/** Every case in which Heddle is not the best, found in the numbers. */

import { isOurs, isPeer } from "./cost-chapter.ts";
import { type CostRow, overheadOf } from "./costs.ts";
import { type ExitCell, endings } from "./exits.ts";
import type { FootprintRow } from "./footprint.ts";
import { burstTitle } from "./loss-chapters.ts";
import { micros, percent } from "./markdown.ts";
import type { FloorRow, Measured } from "./measured.ts";

/** A sentence each, with the reason where one is known. */
export function shortcomingsIn({ floors, costs, bursts, exits, footprint }: Measured): string[] {
  return [
    ...(floors?.data.flatMap(brokenFloor) ?? []),
    ...(floors?.data.flatMap(fasterPeer) ?? []),
    ...cheaper(costs?.data ?? []),
    ...[...Map.groupBy(bursts?.data ?? [], burstTitle)].flatMap(([title, rows]) => {
      const losers = rows.filter(({ name, arrived }) => isOurs(name) && arrived < 1);
      return losers.map(
        ({ name, arrived }) =>
          `**${title}**: ${percent(arrived)} of those of ${name} arrived. ${burstReasons[name] ?? ""}`,
      );
    }),
    ...(exits?.data
      .filter(({ name }) => isOurs(name))
      .flatMap(({ name, ended, open }) => [
        ...lostIn(name, "an ended span", ended),
        ...lostIn(name, "an open span", open),
      ]) ?? []),
    ...smaller(footprint?.data ?? []),
  ].map((sentence) => sentence.trim());
}

const burstReasons: Readonly<Record<string, string>> = {
  "Heddle over OTel 3":
    "The pipeline is the user's own: OpenTelemetry's batch processor holds 2,048 spans, and drops what comes while it is full.",
  "Heddle, Otlp":
    "Without a spool, spans wait in memory, of which a limit is set: what comes above it is dropped, counted and told.",
};

const exitReasons: Readonly<Record<string, string>> = {
  "Heddle over OTel 3":
    "The pipeline is the user's own: OpenTelemetry's batch processor keeps spans in memory for five seconds.",
  "Heddle, Otlp":
    "Without a spool, spans wait in memory, and only those that have ended are sent. With a spool, ended spans are on disk.",
  "Heddle, Otlp, spooled": "OTLP has no record of a span that is open; the file has.",
  "Heddle, File, buffered":
    "Lines wait in memory for a turn of the event loop, and a killed process takes them along. The default mode does not wait.",
};

function brokenFloor({ measured, number, bound, verdict }: FloorRow): string[] {
  if (verdict !== "BROKEN") return [];
  return [`**A floor is missed**: ${measured}: ${number}, which must be ${bound}. ${floorReasons[measured] ?? ""}`];
}

/** Peers that are compared without a floor. */
function fasterPeer({ measured, number, bound }: FloorRow): string[] {
  const [, peer] = measured.match(/times faster than (.*)$/) ?? [];
  const ratio = Number.parseFloat(number);
  if (bound !== "" || peer === undefined || ratio >= 1) return [];
  return [`**A peer is faster**: ${peer} take ${ratio} of the time. ${floorReasons[measured] ?? ""}`];
}

const floorReasons: Readonly<Record<string, string>> = {
  "crash-safe file span, times faster than OTel Batch + OTLP/HTTP":
    "A line when a span starts and one when it ends, each written before the program goes on: these two system calls are two fifths of the time.",
  "overhead a span in 10,000 branches at once, against one at a time":
    "The garbage collector copies ten thousand open spans, and the context of each; the rows below say what AsyncLocalStorage alone takes.",
  "core, bundled, minified, gzip":
    "It is everything: all sinks, all wrappers, the console and the reader of recordings. Who imports InMemoryTelemetry alone bundles two fifths of it.",
  "… times faster than Langfuse's observations":
    "A typed span reads requests and answers of any provider into one shape, copies them so that no later change reaches them, counts tokens, works out what they cost, and emits metrics; an observation keeps what the program tells it.",
};

/** Libraries that take less than our cheapest that writes or sends. */
function cheaper(rows: readonly CostRow[]): string[] {
  const [bare] = rows;
  if (bare === undefined) return [];
  const added = (row: CostRow) => overheadOf(row, bare).median;
  const compared = [
    "Heddle, File",
    "Heddle, File, buffered",
    "Heddle, Otlp",
    "Heddle, Otlp, spooled",
    "Heddle over OTel 3",
  ];
  return rows
    .filter(({ name, rounds }) => compared.includes(name) && rounds.length > 0)
    .flatMap((row) => {
      const better = rows.filter((one) => isPeer(one.name) && one.rounds.length > 0 && added(one) < added(row));
      if (better.length === 0) return [];
      const names = better.map((one) => `${one.name} (${micros(added(one))})`).join(", ");
      return [
        `**Cost of a span**: ${row.name} adds ${micros(added(row))} µs, more than ${names}. ${costReasons[row.name] ?? ""}`,
      ];
    });
}

const costReasons: Readonly<Record<string, string>> = {
  "Heddle, File":
    "Each line is on disk, so to say, when the call returns: a system call a line, for the start and for the end of a span.",
  "Heddle, Otlp, spooled": "Each record goes to disk before it is sent.",
  "Heddle over OTel 3": "All of OpenTelemetry's own cost is in it, and Heddle's on top.",
};

function lostIn(name: string, what: string, cells: readonly ExitCell[]): string[] {
  const lost = endings.filter((_ending, i) => cells[i]?.kept === "lost");
  if (lost.length === 0) return [];
  return [`**Exit**: ${name} loses ${what} at ${lost.join(", ")}. ${exitReasons[name] ?? ""}`];
}

interface Weight {
  readonly what: string;
  readonly of: (row: FootprintRow) => number | undefined;
  readonly unit: string;
  readonly reason: string;
}

const weights: readonly Weight[] = [
  {
    what: "packages",
    of: (row) => row.packages,
    unit: "packages",
    reason: "Heddle's are small on purpose, so that nobody installs what is not used.",
  },
  {
    what: "MB installed",
    of: (row) => row.megabytes,
    unit: "MB",
    reason: "The sources come along, for debuggers; typed spans bring a list of prices.",
  },
  {
    what: "import time",
    of: (row) => row.importMs,
    unit: "ms",
    reason: "Heddle is published as many small modules, which Node reads one by one.",
  },
  {
    what: "bundle",
    of: (row) => row.gzipKb,
    unit: "kB",
    reason: "evlog and pino know no spans inside each other; typed spans bring a list of prices.",
  },
];

function smaller(rows: readonly FootprintRow[]): string[] {
  return weights.flatMap(({ what, of, unit, reason }) => {
    const text = (row: FootprintRow) => `${row.name} (${Number((of(row) ?? 0).toPrecision(3))} ${unit})`;
    return rows
      .filter(({ name }) => isOurs(name))
      .flatMap((row) => {
        const better = rows.filter((one) => !isOurs(one.name) && (of(one) ?? Infinity) < (of(row) ?? Infinity));
        return better.length === 0
          ? []
          : [`**Footprint, ${what}**: ${text(row)} has more than ${better.map(text).join(", ")}. ${reason}`];
      });
  });
}
