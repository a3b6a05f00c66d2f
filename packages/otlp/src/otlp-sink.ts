/** Ships records to an OTLP backend: in batches, in the background, until they have arrived. */
import type { FlushOptions, MetricRecord, Sink, SinkCounts, SinkOperation, SpanRecord } from "@heddle/core";
import { drainOnSignals, holdUntilExit, isExiting, letGo, type Waiting } from "@heddle/core/bridge";
import { encodingFor } from "./encoding.ts";
import { type Finishing, finishBeforeExit, forget } from "./exit-wait.ts";
import { MetricFeed } from "./metric-feed.ts";
import type { OtlpSettings } from "./otlp-settings.ts";
import { SendQueue } from "./send-queue.ts";
import { openSender, type Sender } from "./sender.ts";
import { SpanPacker } from "./span-packer.ts";

/** A timer that is set for longer goes off at once. */
const LONGEST_WAIT_MS = 60_000;

/** A flush ends this long before its time at most: the recorder, which gives up right on time, knows less to tell. */
const EARLY_MS = 100;

export class OtlpSink implements Sink, Waiting, Finishing {
  readonly name = "otlp";
  readonly #settings: OtlpSettings;
  readonly #sender: Sender;
  readonly #queue: SendQueue;
  readonly #spans: SpanPacker;
  readonly #metrics: MetricFeed;
  readonly finishOnSignal: (() => Promise<void>) | undefined;
  #finishing: Promise<void> | undefined;
  #report: (error: unknown, operation?: SinkOperation, sort?: string) => void = ignore;

  /** `now`: milliseconds since the epoch. `random`: from 0 up to 1. */
  constructor(settings: OtlpSettings, now: () => number, random: () => number = Math.random) {
    const { limits, resource, batch, temporality, metricsIntervalMs: intervalMs, ...rest } = settings;
    const encoding = encodingFor(settings.sender, limits);
    this.#settings = settings;
    this.#sender = openSender(settings.sender);
    this.#queue = new SendQueue({
      sender: this.#sender,
      maxBytes: rest.maxQueueBytes,
      maxRequests: rest.maxRequests,
      retry: rest.retry,
      random,
      tell: (...told) => this.#tell(...told),
      onPending: (isPending) => this.#onPending(isPending),
    });
    this.#spans = new SpanPacker(this.#queue, { encoding, resource, ...batch });
    this.#metrics = new MetricFeed(this.#queue, {
      encoding,
      resource,
      temporality,
      intervalMs,
      maxBytes: batch.maxBytes,
      now,
    });
    this.finishOnSignal = settings.signals ? () => this.#endBySignal() : undefined;
    if (settings.signals) drainOnSignals();
  }

  write(record: SpanRecord | MetricRecord): void {
    if (record.kind === "span") this.#spans.add(record);
    else this.#metrics.add(record);
  }

  /** Resolves when everything taken before has had its outcome; rejects with what is pending when the time is over. */
  async flush({ timeoutMs = 30_000 }: FlushOptions = {}): Promise<void> {
    const deadline = performance.now() + timeoutMs - Math.min(timeoutMs / 10, EARLY_MS);
    this.#spans.seal();
    this.#metrics.collect();
    const { newest } = this.#queue;
    const { taken } = this.#metrics;
    this.#queue.hurry();
    while (!this.#metrics.isSettled(taken) || !this.#queue.isSettled(newest)) {
      const leftMs = deadline - performance.now();
      if (leftMs < 1) throw this.#tooLate(timeoutMs);
      await this.#queue.progress(Math.min(leftMs, LONGEST_WAIT_MS));
    }
  }

  reportTo(report: (error: unknown, operation?: SinkOperation, sort?: string) => void): void {
    this.#report = report;
  }

  health(): SinkCounts {
    return this.#queue.counts;
  }

  /** Gives up what is pending, and says so. */
  abandon(reason: string): void {
    this.#spans.clear();
    this.#metrics.clear();
    const lost = this.#queue.abandon();
    if (lost > 0) this.#tell(`${records(lost)} lost: ${reason}`, true, "given up");
  }

  finish(): void {
    void this.#finish("the process has come to its end");
  }

  /** When a signal comes there may be time yet, which `finishOnSignal` takes, or a listener of the program's. */
  drainNow(): void {
    if (isExiting()) this.abandon("the process exited first; await flush() before process.exit()");
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#metrics.stop();
    this.abandon(`the telemetry was given up; ${this.#queue.lastFailure}`);
    await this.#sender.close();
  }

  #finish(reason: string): Promise<void> {
    this.#finishing ??= this.#sendOrGiveUp(reason).finally(() => {
      this.#finishing = undefined;
    });
    return this.#finishing;
  }

  async #sendOrGiveUp(reason: string): Promise<void> {
    try {
      await this.flush({ timeoutMs: this.#settings.exitTimeoutMs });
    } catch (error) {
      this.abandon(`${reason}; ${(error as Error).message}`);
    }
  }

  /** What was recorded meanwhile is lost, but not without a word. */
  async #endBySignal(): Promise<void> {
    await this.#finish("a signal ended the process");
    this.abandon("a signal ended the process");
  }

  #onPending(isPending: boolean): void {
    if (isPending) {
      finishBeforeExit(this);
      holdUntilExit(this);
    } else {
      forget(this);
      letGo(this);
    }
  }

  #tell(problem: string, isLoss: boolean, sort: string): void {
    this.#report(new Error(problem), isLoss ? "write" : "send", sort);
  }

  #tooLate(timeoutMs: number): Error {
    const { pending } = this.#queue.counts;
    return new Error(`${records(pending)} not sent after ${timeoutMs} ms: ${this.#queue.lastFailure}`);
  }
}

function records(count: number): string {
  return count === 1 ? "1 record is" : `${count} records are`;
}

function ignore(): void {}
