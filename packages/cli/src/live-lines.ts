/** Says what is known of a run that is being written, a line a span. */
import { durationText, escapeText, type Format, nameText, type Part } from "@heddle/core/bridge";
import { costText, type Trace, type TraceSpan, type TraceStatus } from "@heddle/reader";
import { counted } from "./counted.ts";
import type { LiveRun } from "./live-run.ts";
import { recentTime } from "./local-time.ts";
import { callText } from "./span-label.ts";

/** A line of a run. */
export interface LiveLine {
  readonly parts: readonly Part[];
  /** What stands before it. */
  readonly margin: string;
}

/** A span: its line, and what went wrong below it. */
export interface LiveSpan {
  readonly lines: readonly LiveLine[];
  /** Where there is too little room, those with more of it stay: 3 not ended, 2 failed, 1 ended. */
  readonly weight: 1 | 2 | 3;
}

/** Deeper spans are not indented further. */
const MAX_INDENT = 12;
/** A run of which nothing was heard for so long says since when. */
const SILENT_MS = 5000;
const SPINNER = ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"];
const marks: Readonly<Record<TraceStatus, Part>> = {
  ok: { text: "✓", format: "green" },
  error: { text: "✗", format: "red" },
  cancelled: { text: "⊘ cancelled", format: "yellow" },
  interrupted: { text: "…", format: "yellow" },
};

/** `⠋ [agent] researcher 3.4s · 8 spans, 1 error, 1,200 tokens, $0.01 · 4bf92f35`, and why it failed. */
export function runLines(run: LiveRun, trace: Trace, nowMs: number): LiveLine[] {
  const { name, status, startedAt, durationMs, traceId, roots } = trace;
  const { isOpen, heardAt } = run;
  const isRunning = run.stateAt(nowMs) === "running";
  const isSilent = isOpen && nowMs - heardAt >= SILENT_MS;
  const parts: Part[] = [
    isRunning ? spinner(nowMs) : isOpen ? marks.interrupted : marks[status],
    ...typeParts(roots[0] as TraceSpan),
    { text: nameText(name), format: "bold" },
    { text: isRunning ? tickingText(nowMs - startedAt) : durationText(durationMs) },
    ...(isSilent ? [{ text: `· quiet since ${recentTime(heardAt, nowMs)}`, format: "yellow" } as const] : []),
    { text: `· ${totalsText(run, trace)} · ${traceId.slice(0, 8)}`, format: "dim" },
  ];
  const failures = roots.length > 1 ? [] : failureLines(roots[0] as TraceSpan, "    ");
  return [{ parts, margin: "" }, ...failures];
}

/** The spans of a run as a tree. A single root is left out: it is the run. */
export function liveSpans(run: LiveRun, { roots }: Trace, nowMs: number): LiveSpan[] {
  const found: LiveSpan[] = [];
  const stack: Placed[] = [];
  const push = (spans: readonly TraceSpan[], margin: string) => {
    for (const [index, span] of spans.toReversed().entries()) {
      const [own, below] = index === 0 ? ["└── ", "    "] : ["├── ", "│   "];
      stack.push({ span, own: margin + own, below: span.depth > MAX_INDENT ? margin : margin + below });
    }
  };
  push(roots.length === 1 ? (roots[0] as TraceSpan).children : roots, "");
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { span, own, below } = next;
    const guide = below + (span.children.length > 0 ? "│   " : "    ");
    const lines = [{ parts: spanParts(span, run, nowMs), margin: own }, ...failureLines(span, guide)];
    found.push({ lines, weight: weightOf(span) });
    push(span.children, below);
  }
  return found;
}

interface Placed {
  readonly span: TraceSpan;
  readonly own: string;
  readonly below: string;
}

function spanParts(span: TraceSpan, run: LiveRun, nowMs: number): Part[] {
  const { record, status, durationMs = 0 } = span;
  const name = callText(span);
  if (status !== "interrupted") {
    return [marks[status], ...typeParts(span), { text: name }, { text: durationText(durationMs), format: "dim" }];
  }
  const isTicking = run.stateAt(nowMs) === "running";
  return [
    isTicking ? spinner(nowMs) : marks.interrupted,
    ...typeParts(span),
    { text: name, format: "bold" },
    isTicking ? ticking(nowMs - record.startedAt) : { text: "not ended", format: "yellow" },
  ];
}

function typeParts({ type }: TraceSpan): Part[] {
  return type === undefined ? [] : [{ text: `[${nameText(type)}]`, format: "cyan" }];
}

function failureLines({ record, status }: TraceSpan, margin: string): LiveLine[] {
  if (record.kind !== "span" || record.exception === undefined) return [];
  const format: Format = status === "error" ? "red" : "yellow";
  return [{ parts: [{ text: escapeText(record.exception), format }], margin }];
}

function weightOf({ status }: TraceSpan): LiveSpan["weight"] {
  if (status === "interrupted") return 3;
  return status === "ok" ? 1 : 2;
}

function totalsText({ forgotten, forgottenErrors }: LiveRun, { totals }: Trace): string {
  const { spans, inputTokens, outputTokens, costUsd } = totals;
  const errors = totals.errors + forgottenErrors;
  const tokens = inputTokens + outputTokens;
  return [
    counted(spans + forgotten, "span"),
    ...(errors > 0 ? [counted(errors, "error")] : []),
    // What was forgotten had its share in it.
    ...(tokens > 0 && forgotten === 0 ? [counted(tokens, "token")] : []),
    ...(costUsd > 0 && forgotten === 0 ? [costText(costUsd)] : []),
  ].join(", ");
}

function spinner(nowMs: number): Part {
  return { text: SPINNER[Math.floor(nowMs / 100) % SPINNER.length] as string, format: "cyan" };
}

function ticking(ms: number): Part {
  return { text: tickingText(ms), format: "cyan" };
}

/** Down to tenths of a second: more would only flicker. */
function tickingText(ms: number): string {
  if (ms >= 60_000) return durationText(ms);
  return `${(Math.max(0, ms) / 1000).toFixed(1)}s`;
}
