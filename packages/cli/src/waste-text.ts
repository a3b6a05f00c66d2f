/** Says what work was for nothing. */
import { durationText } from "@heddle/core/bridge";
import { costText, countText, type Waste, type Work } from "@heddle/reader";

/** A line for what was tried again and one for what failed; nothing where neither is. */
export function wasteText({ retried, failed }: Waste): string {
  const lines = [
    ...(retried.spans === 0 ? [] : [`  tried again or replaced: ${workText(retried)}`]),
    ...(failed.spans === 0 ? [] : [`  failed: ${workText(failed)}`]),
  ];
  return lines.length === 0 ? "" : `Work for nothing:\n${lines.join("\n")}\n`;
}

/** `3 spans, 1.24s, 1,200 tokens, $0.0123` */
function workText({ spans, durationMs, inputTokens, outputTokens, costUsd }: Work): string {
  const tokens = inputTokens + outputTokens;
  return [
    `${countText(spans)} ${spans === 1 ? "span" : "spans"}`,
    durationText(durationMs),
    ...(tokens > 0 ? [`${countText(tokens)} tokens`] : []),
    ...(costUsd > 0 ? [costText(costUsd)] : []),
  ].join(", ");
}
