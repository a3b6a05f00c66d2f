/** What one request will hold, from the first try to the last. */
import type { Signal } from "./sender.ts";

export interface Batch {
  readonly signal: Signal;
  /** How many records it settles. */
  readonly records: number;
  /** How many parts a backend may refuse: spans, or data points. */
  readonly items: number;
  /** What it takes of the queue's bound. */
  readonly bytes: number;
  /** The body of the request. */
  encode(): Uint8Array;
  /** Two that hold as much together; none, when there is only one part. */
  halves(): readonly Batch[];
  /** It has arrived, or is lost. Called once, not where its halves go on in its place. */
  settled?(): void;
}
