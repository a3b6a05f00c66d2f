/** Says what work was for nothing. */
import { durationText } from "@heddle/core/bridge";
import { costText, type Waste, type Work } from "@heddle/reader";
import { counted } from "./counted.ts";
import type { TableOptions } from "./table.ts";
import { wrapLine } from "./wrap-line.ts";

/** A line for what was tried again and one for what failed; nothing where neither is. */
export function wasteText({ retried, failed }: Waste, options: TableOptions): string {
  const line = (what: string, work: Work) =>
    work.spans === 0 ? "" : wrapLine([{ text: `${what}: ${workText(work)}` }], options, "  ");
  const lines = line("tried again or replaced", retried) + line("failed", failed);
  return lines === "" ? "" : `Work for nothing:\n${lines}`;
}

/** `3 spans, 1.24s, 1,200 tokens, $0.0123` */
function workText({ spans, durationMs, inputTokens, outputTokens, costUsd }: Work): string {
  const tokens = inputTokens + outputTokens;
  return [
    counted(spans, "span"),
    durationText(durationMs),
    ...(tokens > 0 ? [counted(tokens, "token")] : []),
    ...(costUsd > 0 ? [costText(costUsd)] : []),
  ].join(", ");
}
