/** One run in a spool, from its first record to its end: who writes, and the thread that ships. */
import { randomBytes } from "node:crypto";
import type { MetricRecord, SpanRecord } from "@heddle/core";
import { drainOnSignals, holdUntilExit, isExiting, letGo, type Waiting } from "@heddle/core/bridge";
import type { Tell } from "./courier.ts";
import { type Finishing, finishBeforeExit, forget } from "./exit-wait.ts";
import type { OtlpSettings } from "./otlp-settings.ts";
import { SpoolCounters } from "./spool-counters.ts";
import { SpoolFolder } from "./spool-folder.ts";
import type { SpoolSettings } from "./spool-options.ts";
import { newOwner } from "./spool-owner.ts";
import { SpoolThread } from "./spool-thread.ts";
import { SpoolWriter } from "./spool-writer.ts";

/** Somebody who waits for a call of the thread to be answered. */
interface Waiter {
  /** Its number, once it is made. */
  call: number;
  /** Whether for the runs before, too. */
  readonly forAll: boolean;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class SpoolRecording implements Waiting, Finishing {
  readonly #folder: SpoolFolder;
  readonly #run = `${Date.now().toString(36)}-${randomBytes(4).toString("hex")}`;
  readonly #counters = new SpoolCounters();
  readonly #writer: SpoolWriter;
  readonly #thread: SpoolThread;
  readonly #waiters = new Set<Waiter>();
  readonly #exitTimeoutMs: number;
  readonly #tell: Tell;
  readonly finishOnSignal: (() => Promise<void>) | undefined;
  #taken = 0;
  #isFinishing = false;
  #hasGivenUp = false;

  /** Throws for a folder that cannot be used. */
  constructor(settings: OtlpSettings, { folder, maxBytes, segmentBytes }: SpoolSettings, tell: Tell) {
    this.#folder = new SpoolFolder(folder, newOwner());
    const path = this.#folder.pathOf(this.#run);
    const { resource, ...shipping } = settings;
    try {
      this.#writer = new SpoolWriter({
        folder: path,
        maxBytes,
        segmentBytes,
        resource,
        counters: this.#counters,
        report: (error) => tellOfDisk(error as Error, tell),
      });
    } catch (cause) {
      const { message } = cause as Error;
      throw new Error(`OtlpTelemetry: spool ${JSON.stringify(folder)} cannot be used: ${message}`, { cause });
    }
    this.#thread = new SpoolThread(
      { folder, owner: this.#folder.owner, run: this.#run, resource, counters: this.#counters.memory, shipping },
      { onArrived: (own, others) => this.#onArrived(own, others), onProblem: tell },
    );
    this.#exitTimeoutMs = settings.exitTimeoutMs;
    this.#tell = tell;
    finishBeforeExit(this);
    holdUntilExit(this);
    this.finishOnSignal = settings.signals ? () => this.#endBySignal() : undefined;
    if (settings.signals) drainOnSignals();
  }

  /** What has become of the records that were taken. */
  get counts(): { readonly failed: number; readonly pending: number } {
    const failed = this.#counters.failed + this.#writer.failed;
    return { failed, pending: this.#taken - this.#counters.written - failed };
  }

  /** False when there is no room for it. Throws for a record that is too large to be read back. */
  write(record: SpanRecord | MetricRecord): boolean {
    const { failed } = this.#writer;
    const isTaken = this.#writer.write(record);
    if (isTaken) this.#taken++;
    if (this.#writer.failed > failed)
      this.#tell("the disk takes nothing, and memory is full: new records are lost", true, "disk");
    return isTaken;
  }

  /** Resolves when all that was written before has had its outcome; rejects when the time is over. */
  async flush(timeoutMs: number): Promise<void> {
    if (this.counts.pending > 0) await this.#arrival(timeoutMs, false);
  }

  /** What is left, also by the runs before, has some time to arrive. When that is too short, it stays where it is. */
  finish(): void {
    if (this.#isFinishing || this.#hasGivenUp || !this.#isLeft()) return;
    this.#isFinishing = true;
    this.#arrival(this.#exitTimeoutMs, true).then(
      () => this.#finished(false),
      () => this.#finished(true),
    );
  }

  /** Leaves nothing for the next start to look at, where all has arrived. */
  drainNow(): void {
    if (isExiting() && this.counts.pending === 0) this.#folder.remove(this.#run);
  }

  /** Leaves what has not arrived to others. */
  async end(): Promise<void> {
    forget(this);
    letGo(this);
    this.#writer.close();
    await this.#thread.stop();
    this.#release();
    this.#dismiss();
  }

  /** A thread that has died, or hangs, could not. */
  #release(): void {
    try {
      this.#folder.releaseAll();
    } catch (error) {
      this.#tell(`the spool is in trouble: ${(error as Error).message}`, false, "disk");
    }
  }

  /** Nobody answers those who wait any more. */
  #dismiss(): void {
    const { pending } = this.counts;
    for (const { resolve, reject } of this.#waiters) {
      if (pending === 0) resolve();
      else reject(this.#notSent("as the telemetry was shut down"));
    }
  }

  /** Whether there is something that nobody else ships. */
  #isLeft(): boolean {
    return this.counts.pending > 0 || this.#folder.leftovers().some(({ run }) => run !== this.#run);
  }

  #finished(hasGivenUp: boolean): void {
    this.#isFinishing = false;
    this.#hasGivenUp = hasGivenUp;
  }

  /** What does not arrive in time stays where it is. */
  async #endBySignal(): Promise<void> {
    await this.flush(this.#exitTimeoutMs).catch(() => {});
  }

  async #arrival(timeoutMs: number, forAll: boolean): Promise<void> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const { promise: arrived, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => reject(this.#notSent(`after ${timeoutMs} ms`)), timeoutMs);
    const waiter: Waiter = { call: Number.POSITIVE_INFINITY, forAll, resolve, reject };
    this.#waiters.add(waiter);
    try {
      await Promise.race([late, this.#writer.flush(timeoutMs)]);
      waiter.call = this.#thread.hurry(this.#writer.written);
      await Promise.race([late, arrived]);
    } finally {
      clearTimeout(timer);
      this.#waiters.delete(waiter);
    }
  }

  #notSent(why: string): Error {
    const { pending } = this.counts;
    return new Error(`${pending === 1 ? "1 record is" : `${pending} records are`} not sent ${why}`);
  }

  #onArrived(own: number, others: number): void {
    for (const { call, forAll, resolve } of this.#waiters) {
      if (call <= own && (!forAll || call <= others)) resolve();
    }
  }
}

/** An outage has a cause; a file that was deleted has none. */
function tellOfDisk({ message, cause }: Error, tell: Tell): void {
  tell(message, false, cause === undefined ? "deleted" : "disk");
}
