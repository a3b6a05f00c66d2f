/** Lays out the runs of a recording on a screen. */
import type { Part } from "@heddle/core/bridge";
import type { Trace } from "@heddle/reader";
import { fitParts } from "./fit-parts.ts";
import { type LiveLine, type LiveSpan, liveSpans, runLines } from "./live-lines.ts";
import type { LiveRun } from "./live-run.ts";
import type { LiveRuns } from "./live-runs.ts";
import { paint } from "./paint.ts";

/** The screen, and what else is said on it. */
export interface FrameOptions {
  /** What is watched. */
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  readonly color: boolean;
  /** Milliseconds since the epoch. */
  readonly nowMs: number;
  /** What could not be read last. */
  readonly problem?: string | undefined;
}

/** A run with fewer lines than this is told in one. */
const LEAST_LINES = 4;

/** As many lines as the screen has rows at most: what is running first, then what has ended last. */
export function liveFrame(runs: LiveRuns, options: FrameOptions): string[] {
  const { columns, rows, color, problem } = options;
  // Clearing what follows a full line would clear its last character.
  const draw = (parts: readonly Part[], margin = "") =>
    margin +
    fitParts(parts, columns - 1 - margin.length)
      .map(({ text, format }) => paint(text, format, color))
      .join(" ");
  const foot = problem === undefined ? [] : [draw([{ text: problem, format: "yellow" }])];
  const room = rows - 2 - foot.length;
  const blocks = layOut(runs.all, room, options.nowMs);
  const hidden = runs.all.length - blocks.length;
  const body = blocks.flatMap((lines) => lines.map(({ parts, margin }) => draw(parts, margin)));
  return [draw(titleParts(runs, options, hidden)), "", ...body, ...foot].slice(0, rows);
}

function titleParts(runs: LiveRuns, { title }: FrameOptions, hidden: number): Part[] {
  const { running, ok, failed } = runs.counts;
  const isEmpty = running + ok + failed === 0;
  return [
    { text: title, format: "bold" },
    ...(isEmpty ? [{ text: "· waiting for the first run", format: "dim" as const }] : []),
    ...(running > 0 ? [{ text: `· ${running} running`, format: "cyan" as const }] : []),
    ...(ok > 0 ? [{ text: `· ${ok} ok`, format: "green" as const }] : []),
    ...(failed > 0 ? [{ text: `· ${failed} failed`, format: "red" as const }] : []),
    ...(hidden > 0 ? [{ text: `· ${hidden} not shown`, format: "dim" as const }] : []),
    { text: "· q quits", format: "dim" },
  ];
}

/** The lines of each run that is shown, by their start. */
function layOut(runs: readonly LiveRun[], room: number, nowMs: number): LiveLine[][] {
  const blocks = new Map<LiveRun, LiveLine[]>();
  const running = runs.filter(({ isRunning }) => isRunning);
  const ended = runs.filter(({ isRunning }) => !isRunning).reverse();
  let left = room;
  const wanted = [...running.toReversed(), ...ended];
  for (const [index, run] of wanted.entries()) {
    if (left < 1) break;
    const share = run.isRunning ? Math.floor(left / (running.length - index)) : left;
    const lines = block(run, Math.max(1, share), nowMs);
    // Of those that have ended, only the last is told in full, and only where nothing runs.
    const shown = run.isRunning || (index === 0 && running.length === 0) ? lines : lines.slice(0, 1);
    blocks.set(run, shown);
    left -= shown.length;
  }
  return runs.flatMap((run) => {
    const lines = blocks.get(run);
    return lines === undefined ? [] : [lines];
  });
}

function block(run: LiveRun, room: number, nowMs: number): LiveLine[] {
  const trace = run.trace as Trace;
  const head = runLines(run, trace, nowMs);
  if (room < LEAST_LINES) return head.slice(0, 1);
  return [...head, ...heaviest(liveSpans(run, trace, nowMs), room - head.length)];
}

/** As many of `spans` as there is room for, in their order; of those with the same weight the last. */
function heaviest(spans: readonly LiveSpan[], room: number): LiveLine[] {
  const all = spans.flatMap(({ lines }) => lines);
  if (all.length <= room) return all;
  const ranked = [...spans.entries()].sort(([i, a], [j, b]) => b.weight - a.weight || j - i);
  const kept = new Set<LiveSpan>();
  // A line is for saying how many are left out.
  let left = room - 1;
  for (const [, span] of ranked) {
    if (span.lines.length > left) break;
    kept.add(span);
    left -= span.lines.length;
  }
  const others = spans.length - kept.size;
  const text = `… ${others.toLocaleString("en-US")} more ${others === 1 ? "span" : "spans"}`;
  const note: LiveLine = { parts: [{ text, format: "dim" }], margin: "" };
  return [note, ...spans.filter((span) => kept.has(span)).flatMap(({ lines }) => lines)];
}
