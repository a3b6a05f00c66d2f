/** What a program measured, as the one line it prints. */
export interface Result {
  /**
   * Nanoseconds a span or metric, the work included, up to the arrival of the last one; of the whole, where it is no
   * matter of spans. The median of the repeats.
   */
  readonly ns?: number;
  /** The same, as processor time of the main thread: what is done elsewhere, or waited for, does not count. */
  readonly mainNs?: number;
  /** How many spans did not arrive. */
  readonly lost?: number;
  /** Megabytes (10^6 bytes) that the heap, and the buffers outside of it, grew by after a collection. */
  readonly heapMb?: number;
  /** Megabytes (10^6 bytes) that the process had in memory at its peak. */
  readonly peakMb?: number;
  /** Kilobytes (10^3 bytes), bundled, minified and compressed. */
  readonly gzipKb?: number;
}
