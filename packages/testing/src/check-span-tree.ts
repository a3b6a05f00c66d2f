/** Checks that a span is there, with what is below it. */
import type { TraceSpan } from "@heddle/reader";
import { checkList } from "./check-given.ts";
import { spanText } from "./check-span.ts";
import { type InOrder, orderTexts, readOrder } from "./check-spans.ts";
import { failureReport, firstLines, Marks, type Verdict } from "./failure-report.ts";
import { type MatchOrder, matchLists } from "./match-lists.ts";
import type { Evidence } from "./recorded-run.ts";
import { readSpanPattern, type SpanPattern, spanMismatches } from "./span-pattern.ts";
import { mismatchText, type TextPattern } from "./value-pattern.ts";

/** A span and what is directly below it. Without `children`, there may be anything below; with an empty list, nothing. */
export interface SpanTreePattern extends SpanPattern {
  readonly children?: readonly SpanTree[];
}

/** A span by its name, or by what must hold of it and of those below. */
export type SpanTree = TextPattern | SpanTreePattern;

/** That somewhere in `evidence` is a span that fits `tree`. `options.order` is that of the children at each level. */
export function checkSpanTree(evidence: Evidence, who: string, tree: SpanTree, options: InOrder = {}): Verdict {
  const order = readOrder(options, who);
  const matcher = new TreeMatcher(order);
  const wanted = readTree(tree, who);
  const fitting = evidence.spans.filter((span) => matcher.fits(wanted, span));
  const message = () => {
    const marks = new Marks();
    for (const { record } of fitting) marks.add(record.spanId, "not expected");
    const nearest = fitting.length > 0 ? undefined : matcher.nearest(wanted, evidence.spans);
    for (const { spanId, text } of nearest ?? []) marks.add(spanId, text);
    const which = fitting.length > 0 ? "no such tree" : "a tree";
    const headline = `expected ${which}, the spans of each level ${orderTexts[order]}:`;
    return failureReport([headline, ...firstLines(outline(wanted, "  "))].join("\n"), evidence, marks.notes);
  };
  return { pass: fitting.length > 0, message };
}

interface Wanted {
  readonly pattern: SpanPattern;
  readonly children?: readonly Wanted[];
}

function readTree(tree: SpanTree, who: string): Wanted {
  const { children, ...pattern } = readSpanPattern(tree, who, ["children"]) as SpanTreePattern;
  if (children === undefined) return { pattern };
  checkList(children, "a list of spans", `${who}: children`);
  return { pattern, children: children.map((child: SpanTree) => readTree(child, who)) };
}

function outline({ pattern, children = [] }: Wanted, indent: string): string[] {
  return [`${indent}${spanText(pattern)}`, ...children.flatMap((child) => outline(child, `${indent}  `))];
}

interface Problem {
  readonly spanId: string;
  readonly text: string;
}

class TreeMatcher {
  readonly #order: MatchOrder;
  /** What was found out already: the same question comes again and again. */
  readonly #known = new Map<Wanted, Map<TraceSpan, readonly Problem[]>>();

  constructor(order: MatchOrder) {
    this.#order = order;
  }

  fits(wanted: Wanted, span: TraceSpan): boolean {
    return isAlike(wanted, span) && this.problems(wanted, span).length === 0;
  }

  /** In which ways `span`, and what is below it, is not as `wanted`. */
  problems(wanted: Wanted, span: TraceSpan): readonly Problem[] {
    const known = this.#known.get(wanted) ?? new Map<TraceSpan, readonly Problem[]>();
    this.#known.set(wanted, known);
    const problems = known.get(span) ?? [...ownProblems(wanted, span), ...this.#problemsBelow(wanted, span)];
    known.set(span, problems);
    return problems;
  }

  /** The problems of the span of that name that has the fewest. */
  nearest(wanted: Wanted, spans: readonly TraceSpan[]): readonly Problem[] | undefined {
    const alike = spans.filter((span) => isAlike(wanted, span));
    return alike.map((span) => this.problems(wanted, span)).sort((a, b) => a.length - b.length)[0];
  }

  #problemsBelow({ children }: Wanted, span: TraceSpan): Problem[] {
    if (children === undefined) return [];
    const below = span.children;
    const whole = matchLists(children.length, below.length, this.#order, (e, a) => {
      return this.fits(children[e] as Wanted, below[a] as TraceSpan);
    });
    if (whole.pass) return [];
    // What does not fit as a whole is compared with what is at least called so.
    const [wanted, left] = [whole.missing, [...below.keys()].filter((at) => !whole.found.includes(at))];
    const rest = matchLists(wanted.length, left.length, this.#order, (e, a) => {
      return isAlike(children[wanted[e] as number] as Wanted, below[left[a] as number] as TraceSpan);
    });
    return [
      ...rest.missing.map((at) => {
        const { pattern } = children[wanted[at] as number] as Wanted;
        return { spanId: span.record.spanId, text: `missing below: ${spanText(pattern)}` };
      }),
      ...rest.extra.map((at) => {
        return { spanId: (below[left[at] as number] as TraceSpan).record.spanId, text: "not expected" };
      }),
      ...rest.found.flatMap((at, e) => {
        if (at === undefined) return [];
        const span = below[left[at] as number] as TraceSpan;
        const problems = this.problems(children[wanted[e] as number] as Wanted, span);
        return problems.length > 0 ? problems : [{ spanId: span.record.spanId, text: "at another place" }];
      }),
    ];
  }
}

function ownProblems({ pattern }: Wanted, span: TraceSpan): Problem[] {
  return spanMismatches(pattern, span).map((mismatch) => ({
    spanId: span.record.spanId,
    text: mismatchText(mismatch),
  }));
}

/** Whether it is at least called so. */
function isAlike({ pattern }: Wanted, span: TraceSpan): boolean {
  return !spanMismatches(pattern, span).some(({ path }) => path === "name" || path === "type" || path === "tool");
}
