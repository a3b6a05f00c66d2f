/** What `ship` can be told, and what it tells. */
import type { OtlpOptions } from "./otlp-options.ts";

/**
 * Where to ship to, and how: the options of an `OtlpTelemetry` that are about sending. What `service` and `resource` say goes
 * before what the file says.
 */
export type ShipTarget = Omit<
  OtlpOptions,
  "clock" | "ids" | "instruments" | "onSinkError" | "debug" | "spool" | "maxQueueBytes" | "exitTimeoutMs" | "signals"
>;

/** How a file is shipped. */
export interface ShipOptions {
  /** Whether to go on at the end of the file with what is appended, through rotation, until `signal` aborts; false unless given. */
  readonly follow?: boolean;
  /** Ends it: what has not arrived is left for the next time. */
  readonly signal?: AbortSignal;
  /** Where to remember how far the file is shipped; beside it unless given: `traces.jsonl.shipped`. */
  readonly offsetFile?: string;
  /** Told of each line that is no record, of outages and of losses; a process warning for the first of each sort unless given. */
  readonly onProblem?: (problem: ShipProblem) => void;
  /** Told each time a piece of the file is settled. */
  readonly onProgress?: (progress: ShipProgress) => void;
}

/** How far a file is shipped. */
export interface ShipProgress {
  /** From its beginning, also by earlier calls. */
  readonly settledBytes: number;
  /** As many as the file has by now. */
  readonly totalBytes: number;
}

/** Something that is not as it should be. Shipping goes on. */
export interface ShipProblem {
  /** `line`: it is no record. `send`: a try has failed, nothing is lost. `loss`: the backend refused records. `file`: it was replaced. */
  readonly kind: "line" | "send" | "loss" | "file";
  /** In one sentence, for a person. */
  readonly message: string;
  /** Counted from 1. */
  readonly line?: number;
}

/** What has become of the lines of a file, from one call. */
export interface ShipSummary {
  /** Taken by the backend: spans and metrics. */
  readonly records: number;
  readonly spans: number;
  /** Calls of `emitMetric`, of which one data point tells many. */
  readonly metrics: number;
  /** Refused by the backend for good. */
  readonly refused: number;
  /** Lines that are no records. */
  readonly badLines: number;
  /** Whether everything up to the end of the file is settled. */
  readonly isComplete: boolean;
}
