/** Keeps records on disk until an OTLP backend has taken them. */
import type { FlushOptions, MetricRecord, Sink, SinkCounts, SinkOperation, SpanRecord } from "@heddle/core";
import type { OtlpSettings } from "./otlp-settings.ts";
import type { SpoolSettings } from "./spool-options.ts";
import { SpoolRecording } from "./spool-recording.ts";

export class SpoolSink implements Sink {
  readonly name = "otlp";
  readonly #settings: OtlpSettings;
  readonly #spool: SpoolSettings;
  #recording: SpoolRecording | undefined;
  #dropped = 0;
  /** Of the recordings that are over. What was pending at their end is on disk still. */
  #before = { failed: 0, pending: 0 };
  #report: (error: unknown, operation?: SinkOperation, sort?: string) => void = ignore;

  /** Throws for a folder that cannot be used. */
  constructor(settings: OtlpSettings, spool: SpoolSettings) {
    this.#settings = settings;
    this.#spool = spool;
    this.#recording = this.#begin();
  }

  /** Throws for a record that is too large to be read back. */
  write(record: SpanRecord | MetricRecord): void {
    this.#recording ??= this.#begin();
    if (this.#recording.write(record)) return;
    this.#dropped++;
    const { folder, maxBytes } = this.#spool;
    this.#tell(`${folder} has no room for more than ${maxBytes} bytes: new records are dropped`, true, "no room");
  }

  /** Resolves when everything taken before has had its outcome; rejects with what is pending when the time is over. */
  async flush({ timeoutMs = 30_000 }: FlushOptions = {}): Promise<void> {
    await this.#recording?.flush(timeoutMs);
  }

  reportTo(report: (error: unknown, operation?: SinkOperation, sort?: string) => void): void {
    this.#report = report;
  }

  health(): SinkCounts {
    const { failed, pending } = this.#recording?.counts ?? { failed: 0, pending: 0 };
    return { dropped: this.#dropped, failed: this.#before.failed + failed, pending: this.#before.pending + pending };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const recording = this.#recording;
    if (recording === undefined) return;
    this.#recording = undefined;
    await recording.end();
    this.#before.failed += recording.counts.failed;
    this.#before.pending += recording.counts.pending;
  }

  #begin(): SpoolRecording {
    return new SpoolRecording(this.#settings, this.#spool, (...told) => this.#tell(...told));
  }

  #tell(problem: string, isLoss: boolean, sort: string): void {
    this.#report(new Error(problem), isLoss ? "write" : "send", sort);
  }
}

function ignore(): void {}
