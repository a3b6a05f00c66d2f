/** Checks that several spans are there. */
import type { TraceSpan } from "@heddle/reader";
import { checkList, checkOneOf } from "./check-given.ts";
import { checkKeys } from "./check-keys.ts";
import { spanText } from "./check-span.ts";
import { failureReport, MARK, Marks, type Verdict } from "./failure-report.ts";
import { markLists } from "./mark-lists.ts";
import { type MatchOrder, matchLists } from "./match-lists.ts";
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

/** That `evidence` has the spans that fit `matchers`, as a tree lists them: parents before their children. */
export function checkSpans(
  evidence: Evidence,
  who: string,
  matchers: readonly SpanMatcher[],
  options: InOrder = {},
): Verdict {
  checkList(matchers, "a list of spans", `${who}: what is expected`);
  const patterns = matchers.map((matcher) => readSpanPattern(matcher, who));
  const order = readOrder(options, who);
  const { spans } = evidence;
  const match = matchLists(patterns.length, spans.length, order, (e, a) => {
    return spanMismatches(patterns[e] as SpanPattern, spans[a] as TraceSpan).length === 0;
  });
  const message = () => {
    const marks = new Marks();
    markLists(marks, match, patterns, spans, spanMismatches);
    const headline = `expected ${match.pass ? "anything but " : ""}these spans, ${orderTexts[order]}:`;
    const list = listed(patterns.map(spanText), match.missing);
    return failureReport([headline, ...list].join("\n"), evidence, marks.notes);
  };
  return { pass: match.pass, message };
}

/** The order in `options`. Throws a TypeError that begins with `who` for one that does not exist. */
export function readOrder(options: InOrder, who: string, others: readonly string[] = []): MatchOrder {
  checkKeys(options, ["order", ...others], who);
  const { order = "exact" } = options;
  checkOneOf(order, Object.keys(orderTexts), `${who}: order`);
  return order;
}

/** A line each, with those that are missing marked; of many, the first of the marked ones, and of the others. */
export function listed(texts: readonly string[], missing: readonly number[]): string[] {
  if (texts.length === 0) return ["  (none)"];
  const isShown = new Set([...texts.keys()].slice(0, MAX_LISTED).concat(missing.slice(0, MAX_LISTED)));
  const shown = [...texts.entries()].filter(([at]) => isShown.has(at));
  const more = texts.length - shown.length;
  return [
    ...shown.map(([at, text]) => `  ${at + 1}. ${text}${missing.includes(at) ? `  ${MARK} missing` : ""}`),
    ...(more === 0 ? [] : [`  … ${more} more${missing.length > MAX_LISTED ? `; ${missing.length} are missing` : ""}`]),
  ];
}

const MAX_LISTED = 20;
