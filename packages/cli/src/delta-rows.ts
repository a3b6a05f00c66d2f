/** Sets side by side what two runs took. */
import { durationText } from "@heddle/core/bridge";
import { costText, countText, type Trace } from "@heddle/reader";

/** Something that is counted. */
export interface DeltaRow {
  readonly what: string;
  readonly before: string;
  readonly after: string;
  /** `+0.17s (+13 %)`; empty where both say the same. */
  readonly change: string;
  readonly isMore: boolean;
}

/** What neither run has is left out. */
export function deltaRows(before: Trace, after: Trace): DeltaRow[] {
  return measures.flatMap(({ what, of, text }) => {
    const [was, is] = [of(before), of(after)];
    if (was === 0 && is === 0) return [];
    return [{ what, before: text(was), after: text(is), change: changeText(was, is, text), isMore: is > was }];
  });
}

type Measure = { what: string; of: (trace: Trace) => number; text: (amount: number) => string };

const measures: readonly Measure[] = [
  { what: "time", of: ({ durationMs }) => durationMs, text: durationText },
  { what: "spans", of: ({ totals }) => totals.spans, text: countText },
  { what: "errors", of: ({ totals }) => totals.errors, text: countText },
  { what: "interrupted", of: ({ totals }) => totals.interrupted, text: countText },
  { what: "model calls", of: ({ totals }) => totals.llmCalls, text: countText },
  { what: "tool calls", of: ({ totals }) => totals.toolCalls, text: countText },
  { what: "retries", of: ({ totals }) => totals.retries, text: countText },
  { what: "tokens in", of: ({ totals }) => totals.inputTokens, text: countText },
  { what: "tokens out", of: ({ totals }) => totals.outputTokens, text: countText },
  { what: "cost", of: ({ totals }) => totals.costUsd, text: costText },
];

function changeText(was: number, is: number, text: (amount: number) => string): string {
  if (text(was) === text(is)) return "";
  const sign = is > was ? "+" : "−";
  const percent = was === 0 ? 0 : Math.round((100 * Math.abs(is - was)) / was);
  return `${sign}${text(Math.abs(is - was))}${percent === 0 ? "" : ` (${sign}${percent} %)`}`;
}
