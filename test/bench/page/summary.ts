/** The table that the README shows. */
import { peers } from "../contestants.ts";
import { overheadOf } from "./costs.ts";
import { type ExitCell, endings } from "./exits.ts";
import { markdownTable, micros, percent } from "./markdown.ts";
import type { Measured } from "./measured.ts";
import { coversPause } from "./streams.ts";

const shown = ["Heddle, File", "Heddle, Otlp, spooled", ...peers.map(({ name }) => name)];
const BURST = 1_000_000;

const columns: readonly { readonly head: string; readonly of: (name: string, measured: Measured) => string }[] = [
  { head: "a span adds", of: added },
  { head: "arrived of 1,000,000 spans in a loop that never yields", of: arrived },
  {
    head: "process ends that an ended span survives",
    of: (name, measured) => survived(name, "ended", measured),
  },
  { head: "… an open span", of: (name, measured) => survived(name, "open", measured) },
  { head: "the span of a stream lasts as long as the stream", of: coversStream },
  { head: "bundle, gzip", of: weight },
];

/** As far as it was measured. */
export function summaryOf(measured: Measured): string {
  const rows = shown.map((name) => [name, ...columns.map(({ of }) => of(name, measured))]);
  return markdownTable(["", ...columns.map(({ head }) => head)], rows);
}

const NOTHING = "–";

function added(name: string, { costs }: Measured): string {
  const [bare] = costs?.data ?? [];
  const row = costs?.data.find((one) => one.name === name);
  if (bare === undefined || row === undefined) return NOTHING;
  return row.rounds.length === 0 ? "fails" : `${micros(overheadOf(row, bare).median)} µs`;
}

function arrived(name: string, { bursts }: Measured): string {
  const row = bursts?.data.find((one) => one.name === name && one.spans === BURST && !one.isYielding);
  if (row === undefined) return NOTHING;
  return row.failure === undefined ? percent(row.arrived) : `${percent(row.arrived)}, then it crashes`;
}

function survived(name: string, which: "ended" | "open", { exits }: Measured): string {
  const cells: readonly ExitCell[] = exits?.data.find((one) => one.name === name)?.[which] ?? [];
  if (cells.length === 0) return NOTHING;
  return `${cells.filter(({ kept }) => kept !== "lost").length} of ${endings.length}`;
}

function coversStream(name: string, { streams }: Measured): string {
  const row = streams?.data.find((one) => one.name === name);
  if (row?.returned === undefined) return NOTHING;
  return coversPause(row) ? "yes" : "no";
}

function weight(name: string, { footprint }: Measured): string {
  const alias = name === "Heddle, Otlp, spooled" ? "Heddle, Otlp" : name;
  const row = footprint?.data.find((one) => one.name === alias);
  if (row === undefined) return NOTHING;
  return row.gzipKb === undefined ? "fails" : `${row.gzipKb.toFixed(1)} kB`;
}
