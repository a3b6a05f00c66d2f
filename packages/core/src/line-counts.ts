/** How many lines there are of each sort. */

/** Lines that are not counted, such as resource lines, are in neither. */
export interface LineCounts {
  /** Spans and metrics. */
  records: number;
  starts: number;
}

/** Adds to `counts`, or takes from it where `sign` is -1. */
export function addCounts(counts: LineCounts, { records, starts }: Readonly<LineCounts>, sign: 1 | -1 = 1): void {
  counts.records += sign * records;
  counts.starts += sign * starts;
}
