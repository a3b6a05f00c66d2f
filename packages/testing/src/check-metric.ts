/** Checks that a metric was emitted. */
import type { InstrumentKind, MetricRecord } from "@heddle/core";
import { valueText } from "@heddle/core/bridge";
import { checkKeys } from "./check-keys.ts";
import { type HowOften, howManyText, readTimes } from "./check-span.ts";
import type { Verdict } from "./failure-report.ts";
import { patternText } from "./pattern-text.ts";
import type { Evidence } from "./recorded-run.ts";
import { isTextPattern, type Mismatch, mismatches, mismatchText, type TextPattern } from "./value-pattern.ts";

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
  const found = evidence.metrics.map((metric) => mismatchesOf(metric, pattern));
  const count = found.filter((wrong) => wrong.length === 0).length;
  const pass = times === undefined ? count > 0 : count === times;
  const message = () => {
    const what = Object.keys(pattern).join() === "name" ? patternText(pattern.name) : patternText(pattern);
    const lines = evidence.metrics.map((metric, at) => {
      const wrong = found[at] as Mismatch[];
      const isFit = wrong.length === 0;
      const isNear = count === 0 && wrong.length < Object.keys(pattern).length;
      const mark = isFit ? (pass ? "not expected" : "fits") : isNear ? wrong.map(mismatchText).join("; ") : "";
      return `  ${lineOf(metric)}${mark === "" ? "" : `  ◀── ${mark}`}`;
    });
    const shown = lines.filter((line, at) => at < MAX_LINES || line.includes("◀──")).slice(0, 2 * MAX_LINES);
    const more = lines.length === shown.length ? [] : [`  … ${lines.length - shown.length} more`];
    const list = lines.length === 0 ? ["No metric was recorded."] : ["The metrics:", ...shown, ...more];
    return [howManyText(`metric ${what}`, count, times, pass), "", ...list].join("\n");
  };
  return { pass, message };
}

const MAX_LINES = 40;

const facets = ["name", "value", "unit", "instrumentKind", "attributes"] as const;

function readPattern(matcher: MetricMatcher, who: string): MetricPattern {
  if (isTextPattern(matcher)) return { name: matcher };
  checkKeys(matcher, facets, who);
  return matcher;
}

function mismatchesOf(metric: MetricRecord, pattern: MetricPattern): Mismatch[] {
  return facets.flatMap((facet) =>
    Object.hasOwn(pattern, facet) ? mismatches(facet, metric[facet], pattern[facet], "subset") : [],
  );
}

/** `loom.cost.usd counter 0.002 {"model":"m"}` */
function lineOf({ name, instrumentKind, value, unit, attributes }: MetricRecord): string {
  const text = Object.keys(attributes).length === 0 ? "" : ` ${valueText(attributes, 120)}`;
  return `${valueText(name, 80)} ${instrumentKind} ${value}${unit === "" ? "" : ` ${unit}`}${text}`;
}
