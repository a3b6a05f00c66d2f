/** Writes what two runs differ in as the JSON that `heddle diff --json` prints. */
import type { Difference, TraceSpan } from "@heddle/reader";
import type { ComparedRuns } from "./compared-runs.ts";
import { facetText } from "./facet-text.ts";
import { jsonText } from "./json-text.ts";
import { snakeKeys } from "./snake-keys.ts";
import { summaryOf } from "./trace-json.ts";

/** A line: the runs, null where there is no counterpart; their differences, deltas, and what is more than allowed. */
export function diffJson({ before, after, diff, allowed, exceeded, isBeyond }: ComparedRuns): string {
  const line = {
    before: before === undefined ? null : summaryOf(before),
    after: after === undefined ? null : summaryOf(after),
    differences: diff?.differences.map((each) => ({ ...differenceOf(each), allowed: allowed.has(each) })) ?? [],
    deltas: diff === undefined ? null : snakeKeys(diff.deltas),
    exceeded,
    is_beyond: isBeyond,
  };
  return `${jsonText(line)}\n`;
}

function differenceOf(difference: Difference): object {
  const { kind, path } = difference;
  if (difference.kind !== "changed") return { kind, path, span: reference(difference.span) };
  const { before, after, facets } = difference;
  const changes = facets.map((facet) => [facet, { before: facetText(before, facet), after: facetText(after, facet) }]);
  return { kind, path, before: reference(before), after: reference(after), changes: Object.fromEntries(changes) };
}

function reference({ record, type, status }: TraceSpan): object {
  return { span_id: record.spanId, name: record.name, type: type ?? null, status };
}
