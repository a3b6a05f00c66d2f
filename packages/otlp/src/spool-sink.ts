/** Keeps records on disk until an OTLP backend has taken them. */
import type { FlushOptions, MetricRecord, Sink, SinkCounts, SinkOperation, SpanRecord } from "@heddle/core";
import { holdUntilExit, isExiting, letGo, type Waiting } from "@heddle/core/bridge";
import { type Finishing, finishBeforeExit, forget } from "./exit-wait.ts";
import type { OtlpSettings } from "./otlp-settings.ts";
import type { SpoolSettings } from "./spool-options.ts";
import { SpoolRecording } from "./spool-recording.ts";

export class SpoolSink implements Sink, Waiting, Finishing {
  readonly name = "otlp";
  readonly #settings: OtlpSettings;
  readonly #spool: SpoolSettings;
  #recording: SpoolRecording | undefined;
  #taken = 0;
  #dropped = 0;
  /** Of the recordings that are over. */
  #before = { written: 0, failed: 0 };
  #isFinishing = false;
  #hasGivenUp = false;
  #report: (error: unknown, operation?: SinkOperation) => void = ignore;

  /** Throws for a folder that cannot be used. */
  constructor(settings: OtlpSettings, spool: SpoolSettings) {
    this.#settings = settings;
    this.#spool = spool;
    this.#recording = this.#begin();
  }

  write(record: SpanRecord | MetricRecord): void {
    this.#recording ??= this.#begin();
    const isWritten = this.#recording.write(record);
    this.#taken++;
    if (isWritten) return;
    this.#dropped++;
    const { folder, maxBytes } = this.#spool;
    this.#tell(`${folder} has no room for more than ${maxBytes} bytes: new records are dropped`, true);
  }

  /** Resolves when everything taken before has had its outcome; rejects with what is pending when the time is over. */
  async flush({ timeoutMs = 30_000 }: FlushOptions = {}): Promise<void> {
    if (this.#pending > 0) await this.#recording?.flush(timeoutMs);
  }

  reportTo(report: (error: unknown, operation?: SinkOperation) => void): void {
    this.#report = report;
  }

  health(): SinkCounts {
    return { dropped: this.#dropped, failed: this.#settled.failed, pending: this.#pending };
  }

  /** What is left, also by those before, has some time to arrive. It stays where it is when that is too short. */
  finish(): void {
    const recording = this.#recording;
    if (recording === undefined || this.#isFinishing || this.#hasGivenUp) return;
    if (this.#pending === 0 && !recording.hasLeftovers()) return;
    this.#isFinishing = true;
    const finished = (hasGivenUp: boolean) => {
      this.#isFinishing = false;
      this.#hasGivenUp = hasGivenUp;
    };
    recording.finish(this.#settings.exitTimeoutMs).then(
      () => finished(false),
      () => finished(true),
    );
  }

  /** Leaves nothing behind for the next start to look at, where all has arrived. */
  drainNow(): void {
    if (isExiting() && this.#pending === 0) this.#recording?.remove();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const recording = this.#recording;
    if (recording === undefined) return;
    this.#recording = undefined;
    forget(this);
    letGo(this);
    await recording.end();
    this.#before.written += recording.counts.written;
    this.#before.failed += recording.counts.failed;
  }

  /** Of all recordings. */
  get #settled(): { readonly written: number; readonly failed: number } {
    const { written, failed } = this.#recording?.counts ?? { written: 0, failed: 0 };
    return { written: this.#before.written + written, failed: this.#before.failed + failed };
  }

  get #pending(): number {
    const { written, failed } = this.#settled;
    return this.#taken - this.#dropped - written - failed;
  }

  #begin(): SpoolRecording {
    const tell = (problem: string, isLoss: boolean) => this.#tell(problem, isLoss);
    const recording = new SpoolRecording(this.#settings, this.#spool, tell);
    finishBeforeExit(this);
    holdUntilExit(this);
    return recording;
  }

  #tell(problem: string, isLoss: boolean): void {
    this.#report(new Error(problem), isLoss ? "write" : "send");
  }
}

function ignore(): void {}
