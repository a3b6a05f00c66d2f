/** Lines on their way to a file. */

/** How many lines of each sort. Resource lines are not counted. */
export interface LineCounts {
  /** Spans and metrics. */
  records: number;
  starts: number;
}

/** Lines of one file that are written with one call. */
export interface Chunk extends Readonly<LineCounts> {
  path: string;
  bytes: Buffer;
}

export function addCounts(counts: LineCounts, { records, starts }: Readonly<LineCounts>, sign: 1 | -1 = 1): void {
  counts.records += sign * records;
  counts.starts += sign * starts;
}
