/** What became of the records that a sink was handed. */
import type { SinkCounts } from "./sink.ts";

/**
 * What a sink was doing when it failed. `update` is a late attribute, event or link of a live span; `send` is a try in the
 * background that is not the last one: nothing is lost yet.
 */
export type SinkOperation = "open" | "start" | "update" | "write" | "send" | "flush" | "dispose";

/** A failure of a sink, told once for each sink and operation. */
export interface SinkFailure {
  /** The sink's name. */
  readonly sink: string;
  readonly operation: SinkOperation;
  /** What was thrown or rejected. */
  readonly error: unknown;
  /** The whole story in one sentence, for a person. */
  readonly message: string;
}

/** `written + dropped + failed + pending = taken`. */
export interface RecordCounts {
  readonly taken: number;
  readonly written: number;
  readonly dropped: number;
  readonly failed: number;
  readonly pending: number;
}

/** The accounts of one sink. Span and metric records are counted together, start records apart. */
export interface SinkHealth extends RecordCounts {
  /** The sink's name. */
  readonly sink: string;
  readonly starts: RecordCounts;
  /** The last failure, in one sentence. */
  readonly lastError?: string;
}

/** The accounts of a telemetry. */
export interface Health {
  /** One a sink, in order of declaration; what a wrapper passes on is counted at the wrapper and at the sink inside. */
  readonly sinks: readonly SinkHealth[];
  /** Metrics with a value that no instrument takes: not finite, or negative on a counter. */
  readonly refusedMetrics: number;
}

/** Counts what one sink is handed. */
export class Tally {
  taken = 0;
  failed = 0;
  /** Not handed over at all. */
  dropped = 0;
  /** Handed over to a `write` that returned a promise, not settled yet. */
  inFlight = 0;
  /** Known to have arrived, by a flush that resolved. */
  confirmed = 0;

  /** How many have been handed over without a failure. */
  get accepted(): number {
    return this.taken - this.failed - this.dropped - this.inFlight;
  }

  /** `confirms`: the sink has a `flush`, and nothing but it tells what has arrived. */
  counts(told: SinkCounts, confirms: boolean): RecordCounts {
    const { pending = confirms ? this.accepted - this.confirmed : 0 } = told;
    const dropped = this.dropped + count(told.dropped);
    const failed = this.failed + count(told.failed);
    const waiting = count(pending) + this.inFlight;
    return { taken: this.taken, written: this.taken - dropped - failed - waiting, dropped, failed, pending: waiting };
  }
}

/** There are sinks without types. */
function count(told = 0): number {
  return told > 0 && Number.isFinite(told) ? told : 0;
}
