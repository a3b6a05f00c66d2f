/** Checks that a metric was emitted. */
import type { InstrumentKind, MetricRecord } from "@heddle/core";
import { valueText } from "@heddle/core/bridge";
import { checkObject, checkOneOf, checkPattern, checkText } from "./check-given.ts";
import { type HowOften, howManyText, readTimes } from "./check-span.ts";
import { MARK, type Verdict } from "./failure-report.ts";
import { nearest, nearestTexts } from "./nearest.ts";
import { patternText } from "./pattern-text.ts";
import type { Evidence } from "./recorded-run.ts";
import { isTextPattern, type Mismatch, mismatches, type TextPattern } from "./value-pattern.ts";

/** What must hold of a metric. What is left out may be anything. */
export interface MetricPattern {
  readonly name?: TextPattern;
  /** A number, or a pattern such as `expect.closeTo(0.3)`. */
  readonly value?: unknown;
  readonly unit?: TextPattern;
  readonly instrumentKind?: InstrumentKind;
  /** There may be others. */
  readonly attributes?: Readonly<Record<string, unknown>>;
}

/** A metric by its name, or by what must hold of it. */
export type MetricMatcher = TextPattern | MetricPattern;

/** That `evidence` has a metric that fits `matcher`. */
export function checkMetric(evidence: Evidence, who: string, matcher: MetricMatcher, options: HowOften = {}): Verdict {
  const pattern = readPattern(matcher, who);
  const times = readTimes(options, who);
  const { metrics } = evidence;
  const fitting = new Set(metrics.filter((metric) => mismatchesOf(pattern, metric).length === 0));
  const count = fitting.size;
  const pass = times === undefined ? count > 0 : count === times;
  const message = () => {
    const what = Object.keys(pattern).join() === "name" ? patternText(pattern.name) : patternText(pattern);
    const near = count > 0 ? undefined : nearest(pattern, metrics, mismatchesOf);
    const marksOf = (metric: MetricRecord) => {
      if (fitting.has(metric)) return [pass ? "not expected" : "fits"];
      return near?.thing === metric ? nearestTexts(near) : [];
    };
    return [howManyText(`metric ${what}`, count, times, pass), "", ...metricLines(metrics, marksOf)].join("\n");
  };
  return { pass, message };
}

const facets = ["name", "value", "unit", "instrumentKind", "attributes"] as const;

function readPattern(matcher: MetricMatcher, who: string): MetricPattern {
  if (isTextPattern(matcher)) return { name: matcher };
  checkPattern(matcher, facets, who, "metric", '{ name: "tokens", value: 3 }');
  for (const facet of ["name", "unit"] as const) {
    if (Object.hasOwn(matcher, facet)) checkText(matcher[facet], `${who}: ${facet}`);
  }
  const { instrumentKind = "counter", attributes = {} } = matcher;
  checkOneOf(instrumentKind, ["counter", "histogram", "gauge"], `${who}: instrumentKind`);
  checkObject(attributes, "an object of attributes", `${who}: attributes`);
  return matcher;
}

function mismatchesOf(pattern: MetricPattern, metric: MetricRecord): Mismatch[] {
  return facets.flatMap((facet) =>
    Object.hasOwn(pattern, facet) ? mismatches(facet, metric[facet], pattern[facet], "subset") : [],
  );
}

/** A line each, with marks below; of many, the first ones and those that are marked. */
function metricLines(metrics: readonly MetricRecord[], marksOf: (metric: MetricRecord) => readonly string[]): string[] {
  if (metrics.length === 0) return ["No metric was recorded."];
  const told = metrics.map((metric) => ({ metric, marks: marksOf(metric) }));
  const shown = told.filter(({ marks }, at) => at < MAX_METRICS || marks.length > 0).slice(0, 2 * MAX_METRICS);
  const more = told.length - shown.length;
  return [
    "The metrics:",
    ...shown.flatMap(({ metric, marks }) => [`  ${lineOf(metric)}`, ...marks.map((mark) => `    ${MARK} ${mark}`)]),
    ...(more === 0 ? [] : [`  … ${more} more`]),
  ];
}

const MAX_METRICS = 20;

/** `loom.cost.usd counter 0.002 {"model":"m"}` */
function lineOf({ name, instrumentKind, value, unit, attributes }: MetricRecord): string {
  const text = Object.keys(attributes).length === 0 ? "" : ` ${valueText(attributes, 120)}`;
  return `${valueText(name, 80)} ${instrumentKind} ${value}${unit === "" ? "" : ` ${unit}`}${text}`;
}
