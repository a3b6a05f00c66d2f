/** The line of a span: type, name, offset, duration, how it ended, and why it names others. */
import { durationText, nameText, type Part } from "@heddle/core/bridge";
import { edgeLabels } from "./edge-labels.ts";
import { modelOf } from "./span-content.ts";
import type { Verbosity } from "./span-details.ts";
import { calledTool } from "./tool-call.ts";
import type { TraceSpan, TraceStatus } from "./trace.ts";
import { usageText } from "./usage-text.ts";

/** What a span's line needs to know beside the span. */
export interface HeadlineContext {
  /** The names of the trace's spans, by id. */
  readonly names: ReadonlyMap<string, string>;
  /** Its depth does not show in its place. */
  readonly isDeep: boolean;
  readonly verbosity: Verbosity;
}

const ends: Readonly<Record<TraceStatus, Part>> = {
  ok: { text: "✓", format: "green" },
  error: { text: "✗", format: "red" },
  cancelled: { text: "⊘ cancelled", format: "yellow" },
  interrupted: { text: "… interrupted", format: "yellow" },
};

/** The parts of `[tool] loom.tool search +1.20s [4.2ms] ✗ [retry of loom.tool]`. */
export function spanHeadline(span: TraceSpan, { names, isDeep, verbosity }: HeadlineContext): Part[] {
  const { record, type, status, offsetMs, durationMs, depth, usage } = span;
  const parts: Part[] = [];
  if (isDeep) parts.push({ text: `(depth ${depth})`, format: "dim" });
  if (type !== undefined) parts.push({ text: `[${nameText(type)}]`, format: "cyan" });
  parts.push({ text: nameText(record.name), format: "bold" }, ...calledPart(span));
  parts.push({ text: offsetText(offsetMs), format: "dim" });
  parts.push({ text: `[${durationMs === undefined ? "—" : durationText(durationMs)}]` }, ends[status]);
  for (const label of edgeLabels(span, names)) parts.push({ text: label, format: "magenta" });
  if (span.isOrphan) parts.push({ text: orphanText(record, names), format: "yellow" });
  if (verbosity !== "minimal" && usage !== undefined) parts.push({ text: usageText(usage), format: "dim" });
  return parts;
}

/** By the clock of another process, a span may begin before its trace. */
function offsetText(ms: number): string {
  if (ms === 0) return "+0ms";
  return `${ms < 0 ? "−" : "+"}${durationText(Math.abs(ms))}`;
}

/** Spans whose parents lead back to them have no place of their own. */
function orphanText({ spanId, parentSpanId = "" }: TraceSpan["record"], names: HeadlineContext["names"]): string {
  if (parentSpanId === spanId) return "[is its own parent]";
  const name = names.get(parentSpanId);
  return name === undefined ? `[parent ${parentSpanId} is not recorded]` : `[parent ${nameText(name)} is below it]`;
}

/** The tool or the model that was called, where the span's name does not have it. */
function calledPart(span: TraceSpan): Part[] {
  const { name, attributes } = span.record;
  const called = span.type === "llm" ? modelOf(attributes) : calledTool(span);
  return called === undefined || name.includes(called) ? [] : [{ text: nameText(called) }];
}
