/** Chooses which lines of the runs of a recording stand on a screen. */
import type { Trace } from "@heddle/reader";
import { counted } from "./counted.ts";
import { type LiveLine, type LiveSpan, liveSpans, runLines } from "./live-lines.ts";
import type { LiveRun } from "./live-run.ts";

/** Lines, and whether there are others. */
export interface LiveLayout {
  readonly lines: readonly LiveLine[];
  /** Runs that have no line. */
  readonly hiddenRuns: number;
  /** Some runs are not told in full. */
  readonly isCut: boolean;
}

/** A run with fewer lines than this is told in one. */
const LEAST_LINES = 4;

/** Lines of a run. */
interface Block {
  readonly lines: readonly LiveLine[];
  readonly isCut: boolean;
}

/** What is new: first what is running, then what has ended last. `runs`: by their start, as their lines are. */
export function newestLines(runs: readonly LiveRun[], room: number, nowMs: number): LiveLayout {
  const blocks = new Map<LiveRun, Block>();
  const isRunning = (run: LiveRun) => run.stateAt(nowMs) === "running";
  const running = runs.filter(isRunning).reverse();
  const wanted = [...running, ...runs.filter((run) => !isRunning(run)).reverse()];
  let left = room;
  for (const [index, run] of wanted.entries()) {
    if (left < 1) break;
    const share = index < running.length ? Math.floor(left / (running.length - index)) : left;
    // Of those that are not running, only the last is told in full, and only where none is.
    const isInFull = index < Math.max(1, running.length);
    const block = isInFull ? fitted(run, Math.max(1, share), nowMs) : headline(run, nowMs);
    blocks.set(run, block);
    left -= block.lines.length;
  }
  const hiddenRuns = runs.length - blocks.size;
  return {
    lines: runs.flatMap((run) => blocks.get(run)?.lines ?? []),
    hiddenRuns,
    isCut: hiddenRuns > 0 || [...blocks.values()].some(({ isCut }) => isCut),
  };
}

/** All that is kept of a run. */
export function allLines(run: LiveRun, nowMs: number): LiveLine[] {
  const spans = liveSpans(run, run.trace as Trace, nowMs).flatMap(({ lines }) => lines);
  if (run.forgotten > 0) spans.unshift(note(`… ${counted(run.forgotten, "span")} from before, not kept`));
  return [...runLines(run, run.trace as Trace, nowMs), ...spans];
}

function headline(run: LiveRun, nowMs: number): Block {
  const head = runLines(run, run.trace as Trace, nowMs);
  return { lines: head.slice(0, 1), isCut: head.length > 1 || run.size > 1 };
}

function fitted(run: LiveRun, room: number, nowMs: number): Block {
  if (room < LEAST_LINES) return headline(run, nowMs);
  const head = runLines(run, run.trace as Trace, nowMs);
  const { lines, isCut } = heaviest(run, nowMs, room - head.length);
  return { lines: [...head, ...lines], isCut };
}

/** As many spans as there is room for, in their order; of those with the same weight the last. */
function heaviest(run: LiveRun, nowMs: number, room: number): Block {
  const spans = liveSpans(run, run.trace as Trace, nowMs);
  const all = spans.flatMap(({ lines }) => lines);
  if (all.length <= room) return { lines: all, isCut: false };
  const ranked = [...spans.entries()].sort(([i, a], [j, b]) => b.weight - a.weight || j - i);
  const kept = new Set<LiveSpan>();
  // A line is for saying how many are left out.
  let left = room - 1;
  for (const [, span] of ranked) {
    if (span.lines.length > left) break;
    kept.add(span);
    left -= span.lines.length;
  }
  const others = note(`… ${counted(spans.length - kept.size + run.forgotten, "more span")}`);
  const lines = [others, ...spans.filter((span) => kept.has(span)).flatMap((span) => span.lines)];
  return { lines, isCut: true };
}

function note(text: string): LiveLine {
  return { parts: [{ text, format: "dim" }], margin: "" };
}
