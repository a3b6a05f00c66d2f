/** Lines of one file that are written with one call. */
import type { LineCounts } from "./line-counts.ts";

/** Resource lines are not counted. */
export interface Chunk extends Readonly<LineCounts> {
  path: string;
  bytes: Buffer;
}
