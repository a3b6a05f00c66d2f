/** The lines above a tree: what ran, how it ended, and what it came to. */
import { durationText, nameText, type Part, valueText } from "@heddle/core/bridge";
import type { Trace, TraceTotals } from "./trace.ts";
import { counted, countText, usageText } from "./usage-text.ts";

const MAX_WHO = 80;

/**
 * The parts of `Trace: weather_agent (1.24s) error`, with the trace's id behind it where it is wanted, and of
 * `8 spans, 1 error, 2 model calls, … · user alice`.
 */
export function traceHeadline(trace: Trace, withId: boolean): Part[][] {
  const { traceId, name, durationMs, status, totals, userId, sessionId } = trace;
  const format = { ok: "green", error: "red", cancelled: "yellow", interrupted: "yellow" } as const;
  const first: Part[] = [
    { text: "Trace:" },
    { text: nameText(name), format: "bold" },
    { text: `(${durationText(durationMs)})` },
    { text: status, format: format[status] },
    ...(withId ? [{ text: traceId, format: "dim" } as const] : []),
  ];
  const who = [
    ...(userId === undefined ? [] : [`user ${valueText(userId, MAX_WHO)}`]),
    ...(sessionId === undefined ? [] : [`session ${valueText(sessionId, MAX_WHO)}`]),
  ];
  return [first, [{ text: [totalsText(totals), ...who].join(" · "), format: "dim" }]];
}

function totalsText(totals: TraceTotals): string {
  const { spans, errors, interrupted, llmCalls, toolCalls, retries, inputTokens, outputTokens, costUsd } = totals;
  const texts = [
    counted(spans, "span"),
    ...(errors > 0 ? [counted(errors, "error")] : []),
    ...(interrupted > 0 ? [`${countText(interrupted)} interrupted`] : []),
    ...(llmCalls > 0 ? [counted(llmCalls, "model call")] : []),
    ...(toolCalls > 0 ? [counted(toolCalls, "tool call")] : []),
    ...(retries > 0 ? [counted(retries, "retry", "retries")] : []),
    ...(inputTokens + outputTokens > 0 ? [usageText({ inputTokens, outputTokens })] : []),
    ...(costUsd > 0 ? [usageText({ costUsd })] : []),
  ];
  return texts.join(", ");
}
