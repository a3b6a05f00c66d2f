/** Draws runs as a table. */
import { durationText, type Format, nameText, type Part } from "@heddle/core/bridge";
import { costText, countText, type TraceStatus } from "@heddle/reader";
import { type RunRow, tokensOf } from "./listed-runs.ts";
import { localTime, shortTime } from "./local-time.ts";
import { shortIds } from "./short-ids.ts";
import { type Column, type TableOptions, table } from "./table.ts";

const statusFormats: Readonly<Record<TraceStatus, Format>> = {
  ok: "green",
  error: "red",
  cancelled: "yellow",
  interrupted: "yellow",
};

/** How a run ended. */
export function statusPart(status: TraceStatus): Part {
  return { text: status, format: statusFormats[status] };
}

/** A number; nothing where it is 0. */
export function someText(count: number, text: (count: number) => string = countText): string {
  return count === 0 ? "" : text(count);
}

/** Down to so many columns names are cut where there is too little room: before columns that say less are left out. */
export function leastNameWidth({ width = Number.POSITIVE_INFINITY }: TableOptions): number {
  return Math.max(8, Math.floor(width / 5));
}

/** The year goes first. */
const NARROW = 100;

/** A line a run. Times are local. */
export function runTable(rows: readonly RunRow[], options: TableOptions): string {
  const ids = shortIds(rows.map(({ traceId }) => traceId));
  const { width = Number.POSITIVE_INFINITY } = options;
  const timeOf = width < NARROW ? shortTime : localTime;
  const columns: readonly Column<RunRow>[] = [
    { title: "RUN", cell: ({ traceId }) => ({ text: ids(traceId), format: "cyan" }) },
    { title: "STARTED", cell: ({ startedAt }) => ({ text: timeOf(startedAt), format: "dim" }), leaveOut: 1 },
    {
      title: "NAME",
      cell: ({ name }) => ({ text: nameText(name), format: "bold" }),
      minWidth: leastNameWidth(options),
    },
    { title: "STATUS", cell: ({ status }) => statusPart(status) },
    { title: "TOOK", cell: ({ durationMs }) => durationText(durationMs), align: "right" },
    { title: "SPANS", cell: ({ totals }) => countText(totals.spans), align: "right", leaveOut: 5 },
    {
      title: "ERRORS",
      cell: ({ totals }) => ({ text: someText(totals.errors), format: "red" }),
      align: "right",
      leaveOut: 2,
    },
    { title: "TOKENS", cell: (row) => someText(tokensOf(row)), align: "right", leaveOut: 4 },
    { title: "COST", cell: ({ totals }) => someText(totals.costUsd, costText), align: "right", leaveOut: 3 },
    { title: "USER", cell: ({ userId }) => (userId === undefined ? "" : nameText(userId)), minWidth: 6, leaveOut: 6 },
    {
      title: "SESSION",
      cell: ({ sessionId }) => (sessionId === undefined ? "" : nameText(sessionId)),
      minWidth: 8,
      leaveOut: 7,
    },
  ];
  return table(rows, columns, options);
}
