/** A span on its way to the console, and the row that each of its lines is made of. */
import type { JsonObject, MetricRecord, SpanRecord, SpanStart } from "./record.ts";

/** One line to print. */
export interface Row {
  readonly record: SpanStart | SpanRecord | MetricRecord;
  readonly depth: number;
  /** How many start records it shows: a span that gets one line only shows its start with its end. */
  readonly starts: 0 | 1;
  /** The name of the span's parent, when that had ended before. */
  readonly lateAfter?: string | undefined;
  /** Other traces are shown as running: say which one this is. */
  readonly isMixed: boolean;
  /** What stands on the line of the parent; the same is not said again. */
  readonly inherited?: JsonObject | undefined;
}

/** A span that is held back, or one that is shown and still open. */
export class ConsoleNode {
  readonly key: string;
  readonly traceId: string;
  /** Whether its start was seen. */
  readonly isAnnounced: boolean;
  /** When it came, or what waits for it did, on the console's clock. */
  since: number;
  /** Gone when it has been shown, like `record`. */
  start: SpanStart | undefined;
  record: SpanRecord | undefined = undefined;
  name: string;
  /** Gone when the span has ended, lest chains of spans that outlive each other be kept for ever. */
  parent: ConsoleNode | undefined = undefined;
  hasEnded = false;
  /** A line of it has been printed, and `depth` is where. */
  isShown = false;
  depth = 0;
  /** What stands on its line. */
  attributes: JsonObject | undefined = undefined;
  /** What is held back below it, in the order it came. */
  held: (ConsoleNode | MetricRecord)[] = [];

  constructor(key: string, traceId: string, since: number, start?: SpanStart) {
    this.key = key;
    this.traceId = traceId;
    this.isAnnounced = start !== undefined;
    this.since = since;
    this.start = start;
    this.name = start?.name ?? "";
  }

  /** Nothing has come of it yet, but others named it as theirs. */
  get isAwaited(): boolean {
    return !this.isAnnounced && !this.hasEnded;
  }

  get isOpen(): boolean {
    return this.isAnnounced && !this.hasEnded;
  }

  /** The name of the parent, if that has ended. */
  get lateAfter(): string | undefined {
    return this.parent?.hasEnded ? this.parent.name : undefined;
  }
}
