/** What an author gives to have a sink checked. */
import type { MetricRecord, Sink, SpanRecord } from "@heddle/core";
import type { MakeSubject, Subject } from "./rule.ts";

/** A sink, and what the rules may see of the place it writes to. Only `sink` has to be there. */
export interface SinkSubject extends Subject {
  readonly sink: Sink;
  /** What has arrived where the sink writes to, in order of arrival for each kind. */
  written?(): readonly WrittenRecord[] | PromiseLike<readonly WrittenRecord[]>;
  /** The kind of record that the sink keeps, where it is not for both. The others it counts as dropped. */
  readonly keeps?: "span" | "metric";
  /** Puts the place that the sink writes to out of order, for good: closes the socket, fills the disk. */
  breakDown?(): void | PromiseLike<void>;
  /** How long the rules wait for the sink before they call it hung, in milliseconds; 4,000 unless given. */
  readonly patienceMs?: number;
}

/** A record as far as it can be read back: its name, and whatever else is still there. */
export type WrittenRecord = { readonly kind?: string; readonly name: string } & Partial<
  Omit<SpanRecord, "kind" | "name"> & Omit<MetricRecord, "kind" | "name">
>;

/** Gives a new sink for each rule. */
export type MakeSink = MakeSubject<SinkSubject>;
