/** Reads recorded runs back: traces, trees, differences, statistics, budgets, tables. */

export { type Budget, readBudget, type SpanBudget } from "./budget.ts";
export { checkBudget, type Violation } from "./check-budget.ts";
export { type LinePlace, type ProblemLine, type ReadOptions, type RecordLine, readRecords } from "./read-records.ts";
export { type ReadTracesOptions, readTraces } from "./read-traces.ts";
export { type RenderOptions, renderTree } from "./render-tree.ts";
export type { ReadProgress } from "./source-chunks.ts";
export { SourceError } from "./source-error.ts";
export type { Verbosity } from "./span-details.ts";
export type { Trace, TraceSpan, TraceStatus, TraceTotals } from "./trace.ts";
export { buildTraces, TraceCollector } from "./trace-collector.ts";
export type { Usage } from "./usage.ts";
