/** Checks that several spans are there. */
import type { TraceSpan } from "@heddle/reader";
import { checkKeys } from "./check-keys.ts";
import { spanText } from "./check-span.ts";
import { failureReport, Marks, type Verdict } from "./failure-report.ts";
import { checkOrder, type MatchOrder, matchLists } from "./match-lists.ts";
import { nearestSpan, nearestTexts } from "./nearest.ts";
import { patternText } from "./pattern-text.ts";
import type { Evidence } from "./recorded-run.ts";
import { readSpanPattern, type SpanMatcher, type SpanPattern, spanMismatches } from "./span-pattern.ts";

/** In which order things must be, and whether there may be others. */
export interface InOrder {
  /** `exact` unless given. */
  readonly order?: MatchOrder;
}

/** How each order is told. */
export const orderTexts: Readonly<Record<MatchOrder, string>> = {
  exact: "in this order and no others",
  any: "in any order and no others",
  subset: "in any order, others among them",
  subsequence: "in this order, others among them",
};

/** For so many of those that are missing, what comes nearest is looked for. */
export const MOST_NEAREST = 10;

/** That `evidence` has the spans that fit `matchers`, as a tree lists them: parents before their children. */
export function checkSpans(
  evidence: Evidence,
  who: string,
  matchers: readonly SpanMatcher[],
  options: InOrder = {},
): Verdict {
  if (!Array.isArray(matchers)) throw new TypeError(`${who}: ${patternText(matchers)} is no list; give one of spans`);
  const patterns = matchers.map((matcher) => readSpanPattern(matcher, who));
  const order = readOrder(options, who);
  const { spans } = evidence;
  const { found, missing, extra, pass } = matchLists(patterns.length, spans.length, order, (e, a) => {
    return spanMismatches(patterns[e] as SpanPattern, spans[a] as TraceSpan).length === 0;
  });
  const message = () => {
    const marks = new Marks();
    const left = [...spans.keys()].filter((at) => !found.includes(at));
    const marked = new Set<number>();
    for (const e of missing.slice(0, MOST_NEAREST)) {
      const near = nearestSpan(
        patterns[e] as SpanPattern,
        left.map((at) => spans[at] as TraceSpan),
      );
      if (near === undefined) continue;
      marked.add(spans.indexOf(near.span));
      const isFit = near.mismatches.length === 0;
      const texts = isFit ? [`${e + 1}, at another place`] : nearestTexts(near, `nearest to ${e + 1}`);
      marks.add(near.span.record.spanId, ...texts);
    }
    for (const at of extra) if (!marked.has(at)) marks.add((spans[at] as TraceSpan).record.spanId, "not expected");
    const headline = `expected ${pass ? "anything but " : ""}these spans, ${orderTexts[order]}:`;
    return failureReport([headline, ...listed(patterns.map(spanText), missing)].join("\n"), evidence, marks.notes);
  };
  return { pass, message };
}

/** The order in `options`. Throws a TypeError that begins with `who` for one that does not exist. */
export function readOrder(options: InOrder, who: string, others: readonly string[] = []): MatchOrder {
  checkKeys(options, ["order", ...others], who);
  const { order = "exact" } = options;
  checkOrder(order, who);
  return order;
}

/** A line each, with those that are missing marked. */
export function listed(texts: readonly string[], missing: readonly number[]): string[] {
  if (texts.length === 0) return ["  (none)"];
  return texts.map((text, at) => `  ${at + 1}. ${text}${missing.includes(at) ? "  ◀── missing" : ""}`);
}
