/** How many lines there are of each sort. */

export interface LineCounts {
  /** Spans and metrics. */
  records: number;
  starts: number;
}

export function addCounts(counts: LineCounts, { records, starts }: Readonly<LineCounts>, sign: 1 | -1 = 1): void {
  counts.records += sign * records;
  counts.starts += sign * starts;
}
