/** Reads recorded runs back: traces, trees, differences, statistics, budgets, tables. */
export { type LinePlace, type ProblemLine, type ReadOptions, type RecordLine, readRecords } from "./read-records.ts";
export type { ReadProgress } from "./source-chunks.ts";
export { SourceError } from "./source-error.ts";
