/** Checks that a span is there. */
import { checkKeys } from "./check-keys.ts";
import { failureReport, Marks, type Verdict } from "./failure-report.ts";
import { nearest, nearestTexts } from "./nearest.ts";
import { patternText } from "./pattern-text.ts";
import type { Evidence } from "./recorded-run.ts";
import { readSpanPattern, type SpanMatcher, type SpanPattern, spanMismatches } from "./span-pattern.ts";
import type { Mismatch } from "./value-pattern.ts";
import { whereTheyPart } from "./where-they-part.ts";

/** How many there must be. */
export interface HowOften {
  /** Exactly so many; at least one unless given. */
  readonly times?: number;
}

/** That `evidence` has a span that fits `matcher`. */
export function checkSpan(evidence: Evidence, who: string, matcher: SpanMatcher, options: HowOften = {}): Verdict {
  const pattern = readSpanPattern(matcher, who);
  const times = readTimes(options, who);
  const fitting = evidence.spans.filter((span) => spanMismatches(pattern, span).length === 0);
  const pass = times === undefined ? fitting.length > 0 : fitting.length === times;
  const near = fitting.length > 0 ? undefined : nearest(pattern, evidence.spans, spanMismatches);
  const message = () => {
    const marks = new Marks();
    for (const { record } of fitting) marks.add(record.spanId, pass ? "not expected" : "fits");
    if (near !== undefined) marks.add(near.thing.record.spanId, ...nearestTexts(near));
    return failureReport(howManyText(`span ${spanText(pattern)}`, fitting.length, times, pass), evidence, marks.notes);
  };
  return { pass, message, ...(near && times === undefined && sides(near.mismatches)) };
}

/** `"search"`, or `{ type: "tool", status: "error" }`. */
export function spanText(pattern: SpanPattern): string {
  return Object.keys(pattern).join() === "name" ? patternText(pattern.name) : patternText(pattern);
}

/** Throws a TypeError that begins with `who` for a number of times that is none. */
export function readTimes(options: HowOften, who: string): number | undefined {
  checkKeys(options, ["times"], who);
  const { times } = options;
  if (times === undefined || (Number.isSafeInteger(times) && times >= 0)) return times;
  throw new TypeError(`${who}: times is ${patternText(times)}; give a whole number, 0 or more`);
}

/** `expected a span "x"; there is none`, or, where it is there, why that is wrong. */
export function howManyText(what: string, count: number, times: number | undefined, pass: boolean): string {
  const are = count === 0 ? "there is none" : count === 1 ? "there is one" : `there are ${count}`;
  if (pass && times === undefined) return `expected no ${what}; ${are}`;
  if (pass) return `expected the ${what} not ${timesText(times as number)}; ${are}`;
  return times === undefined ? `expected a ${what}; ${are}` : `expected the ${what} ${timesText(times)}; ${are}`;
}

function timesText(times: number): string {
  return times === 1 ? "once" : `${times} times`;
}

/** What was expected and what came, as two objects for the test runner to compare; of long values, where they part. */
function sides(mismatches: readonly Mismatch[]): Pick<Verdict, "expected" | "actual"> {
  const expected: Record<string, unknown> = {};
  const actual: Record<string, unknown> = {};
  for (const mismatch of mismatches) {
    const texts = [textOf(mismatch.expected), textOf(mismatch.actual)] as const;
    const cut = whereTheyPart(...texts);
    const isShort = cut[0] === texts[0] && cut[1] === texts[1];
    expected[mismatch.path] = isShort ? mismatch.expected : cut[0];
    actual[mismatch.path] = isShort ? mismatch.actual : cut[1];
  }
  return { expected, actual };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : patternText(value, Infinity);
}
