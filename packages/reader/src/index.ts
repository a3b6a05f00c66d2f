/** Reads recorded runs back: traces, trees, differences, statistics, budgets, tables. */
export { type Budget, readBudget, type SpanBudget } from "./budget.ts";
export { BudgetWatch } from "./budget-watch.ts";
export { canonicalJson } from "./canonical-json.ts";
export { checkBudget, type Violation } from "./check-budget.ts";
export { csvRow } from "./csv-row.ts";
export {
  type ChangedFacet,
  type ChangedSpan,
  type Difference,
  diffTraces,
  type LoneSpan,
  type TraceDiff,
} from "./diff-traces.ts";
export type { Branch, Divergence } from "./divergence.ts";
export type { Durations } from "./duration-group.ts";
export { type FollowOptions, followFile } from "./follow-file.ts";
export { fromNodetracer } from "./from-nodetracer.ts";
export { fromOpenInference } from "./from-open-inference.ts";
export { FormatError, type Imported } from "./imported.ts";
export { parsedJson } from "./json-objects.ts";
export type { ReadOptions } from "./line-batches.ts";
export { type Loadable, loadInto, type SqlDatabase } from "./load-into.ts";
export { openDatabase } from "./open-database.ts";
export { type FileBytes, readFiles } from "./read-files.ts";
export { readRecords } from "./read-records.ts";
export { type ReadTracesOptions, readTraces } from "./read-traces.ts";
export type { LinePlace, ProblemLine, RecordLine } from "./record-line.ts";
export { type RenderOptions, renderTree } from "./render-tree.ts";
export type { RunStatistics } from "./run-group.ts";
export type { ReadProgress } from "./source-chunks.ts";
export { SourceError } from "./source-error.ts";
export { type SourceFile, sourceFiles } from "./source-files.ts";
export { type Found, inputOf, modelOf, outputOf } from "./span-content.ts";
export type { Verbosity } from "./span-details.ts";
export type { NameStatistics } from "./span-group.ts";
export { type Statistics, StatisticsCollector, type StatisticsOptions, statistics } from "./statistics.ts";
export { tables } from "./tables.ts";
export { type ChromeEvent, type ChromeTrace, toChromeTrace } from "./to-chrome-trace.ts";
export { toCsv } from "./to-csv.ts";
export { type OpenInferenceSpan, toOpenInference } from "./to-open-inference.ts";
export { toolNameOf } from "./tool-call.ts";
export type { Trace, TraceSpan, TraceStatus, TraceTotals } from "./trace.ts";
export { buildTraces, TraceCollector } from "./trace-collector.ts";
export type { Usage } from "./usage.ts";
export { costText, countText } from "./usage-text.ts";
export type { Waste, Work } from "./waste.ts";
export { type Interval, wilsonInterval } from "./wilson-interval.ts";
