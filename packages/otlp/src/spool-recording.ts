/** One run in a spool, from its first record to its end: who writes, and the thread that ships. */
import { randomBytes } from "node:crypto";
import type { MetricRecord, SpanRecord } from "@heddle/core";
import type { Tell } from "./courier.ts";
import type { OtlpSettings } from "./otlp-settings.ts";
import { SpoolCounters } from "./spool-counters.ts";
import { SpoolFolder } from "./spool-folder.ts";
import type { SpoolSettings } from "./spool-options.ts";
import { newOwner } from "./spool-owner.ts";
import { SpoolThread } from "./spool-thread.ts";
import { SpoolWriter } from "./spool-writer.ts";
import { writeRunResource } from "./spooled-run.ts";

/** Somebody who waits for a call of the thread to be answered. */
interface Waiter {
  readonly call: number;
  /** Whether for the runs before, too. */
  readonly forAll: boolean;
  readonly resolve: () => void;
}

export class SpoolRecording {
  readonly #folder: SpoolFolder;
  readonly #run = `${Date.now().toString(36)}-${randomBytes(4).toString("hex")}`;
  readonly #counters = new SpoolCounters();
  readonly #writer: SpoolWriter;
  readonly #thread: SpoolThread;
  readonly #waiters = new Set<Waiter>();

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
        serviceName: String(resource.attributes["service.name"]),
        counters: this.#counters,
        report: (error) => tell((error as Error).message, false),
      });
      writeRunResource(path, resource);
    } catch (cause) {
      const { message } = cause as Error;
      throw new Error(`OtlpTelemetry: spool ${JSON.stringify(folder)} cannot be used: ${message}`, { cause });
    }
    this.#thread = new SpoolThread(
      { folder, owner: this.#folder.owner, run: this.#run, counters: this.#counters.memory, shipping },
      { onArrived: (own, others) => this.#onArrived(own, others), onProblem: tell },
    );
  }

  /** What has become of the records, but for those that wait. */
  get counts(): { readonly written: number; readonly failed: number } {
    return { written: this.#counters.written, failed: this.#counters.failed + this.#writer.failed };
  }

  /** False when there is no room for it. */
  write(record: SpanRecord | MetricRecord): boolean {
    return this.#writer.write(record);
  }

  /** Resolves when all that was written before has had its outcome; rejects when the time is over. */
  flush(timeoutMs: number): Promise<void> {
    return this.#arrival(timeoutMs, false);
  }

  /** The same for what the runs before have left as well. */
  finish(timeoutMs: number): Promise<void> {
    return this.#arrival(timeoutMs, true);
  }

  /** Whether runs before have left something that nobody else ships. */
  hasLeftovers(): boolean {
    return this.#folder.leftovers().some(({ run }) => run !== this.#run);
  }

  /** Deletes the run, at the end of the process. */
  remove(): void {
    this.#folder.remove(this.#run);
  }

  /** Leaves what has not arrived to others. */
  async end(): Promise<void> {
    this.#writer.close();
    await this.#thread.stop();
  }

  async #arrival(timeoutMs: number, forAll: boolean): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    await this.#writer.flush(timeoutMs);
    await new Promise<void>((resolve, reject) => {
      const settle = (finish: () => void) => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
        finish();
      };
      const waiter = { call: this.#thread.hurry(), forAll, resolve: () => settle(resolve) };
      const tooLate = () => settle(() => reject(new Error(`not all records are sent after ${timeoutMs} ms`)));
      const timer = setTimeout(tooLate, Math.max(0, deadline - performance.now()));
      this.#waiters.add(waiter);
    });
  }

  #onArrived(own: number, others: number): void {
    for (const { call, forAll, resolve } of this.#waiters) {
      if (call <= own && (!forAll || call <= others)) resolve();
    }
  }
}
