/** Checks how a run went as a whole. */
import { type Budget, checkBudget, readBudget, type TraceSpan } from "@heddle/reader";
import { checkList } from "./check-given.ts";
import { checkKeys } from "./check-keys.ts";
import { failureReport, firstLines, Marks, type Verdict } from "./failure-report.ts";
import { patternText } from "./pattern-text.ts";
import { type Evidence, mustHaveSpans } from "./recorded-run.ts";
import { readSpanPattern, type SpanMatcher, spanMismatches } from "./span-pattern.ts";

/** What may fail. */
export interface ErrorOptions {
  /** Spans whose failure is part of the test. */
  readonly except?: readonly SpanMatcher[];
}

/** That no span of `evidence` has failed, not even one whose failure was handled. Throws when nothing was recorded. */
export function checkNoErrors(evidence: Evidence, who: string, options: ErrorOptions = {}): Verdict {
  checkKeys(options, ["except"], who);
  const { except = [] } = options;
  checkList(except, "a list of spans", `${who}: except`);
  const excused = except.map((matcher: SpanMatcher) => readSpanPattern(matcher, who));
  mustHaveSpans(evidence, who);
  const failed = evidence.spans.filter(
    (span) => span.status === "error" && !excused.some((pattern) => spanMismatches(pattern, span).length === 0),
  );
  const message = () => {
    if (failed.length === 0) return failureReport("expected errors; there are none", evidence);
    const marks = new Marks();
    for (const { record } of failed) marks.add(record.spanId, "failed");
    const are = failed.length === 1 ? "one span has failed" : `${failed.length} spans have failed`;
    return failureReport(`expected no errors; ${are}`, evidence, marks.notes);
  };
  return { pass: failed.length === 0, message };
}

/** That every span of `evidence` has ended. Throws when nothing was recorded. */
export function checkNoOpenSpans(evidence: Evidence, who: string, ...options: readonly never[]): Verdict {
  if (options.length > 0) throw new TypeError(`${who}: ${patternText(options[0])} is too much; it has no options`);
  mustHaveSpans(evidence, who);
  const open = evidence.spans.filter(({ status }) => status === "interrupted");
  const message = () => {
    if (open.length === 0) return failureReport("expected open spans; all have ended", evidence);
    const marks = new Marks();
    for (const { record } of open) marks.add(record.spanId, "has not ended");
    const are = open.length === 1 ? "one has not ended" : `${open.length} have not ended`;
    return failureReport(`expected no open spans; ${are}`, evidence, marks.notes);
  };
  return { pass: open.length === 0, message };
}

/** That each trace of `evidence` keeps to `budget`. Throws when nothing was recorded, and for a budget that is none or limits nothing. */
export function checkWithin(evidence: Evidence, who: string, budget: Budget): Verdict {
  mustHaveSpans(evidence, who);
  // Not from within a callback: test runners show ten calls, of which the test must be one.
  const rules = readBudget(budget);
  if (!limitsAnything(rules)) {
    throw new TypeError(`${who}: ${patternText(budget)} limits nothing; give a limit, such as { maxErrors: 0 }`);
  }
  const broken = evidence.traces.flatMap((trace) => {
    const [root] = trace.roots as [TraceSpan];
    return checkBudget(trace, rules).map(({ message, spanId = root.record.spanId }) => ({ message, spanId }));
  });
  const message = () => {
    if (broken.length === 0)
      return failureReport(`expected more than ${patternText(budget)} allows; it is kept`, evidence);
    const marks = new Marks();
    for (const { spanId, message } of broken) marks.add(spanId, message);
    const lines = broken.map(({ message }) => `  ${message}`);
    return failureReport(
      ["expected to stay within the budget:", ...firstLines(lines)].join("\n"),
      evidence,
      marks.notes,
    );
  };
  return { pass: broken.length === 0, message };
}

/** Whether `rule`, or one in it, is given: a test of nothing would pass for ever. */
function limitsAnything(rule: unknown): boolean {
  if (typeof rule !== "object" || rule === null) return rule !== undefined;
  return Object.values(rule).some(limitsAnything);
}
