/** Batches on their way to the backend, in bounded memory: what fails is tried again, and what is lost is counted and told. */
import { outsideOfSpans } from "@heddle/core/bridge";
import { BackOff } from "./back-off.ts";
import type { Batch } from "./batch.ts";
import type { Tell } from "./courier.ts";
import { Naps } from "./naps.ts";
import type { RetryOptions } from "./otlp-options.ts";
import { problemSort } from "./problem-sort.ts";
import type { Outcome, Sender } from "./sender.ts";
import { tellOutcome } from "./tell-outcome.ts";

export interface SendQueueOptions {
  readonly sender: Sender;
  /** Bytes that may wait, those under way included. */
  readonly maxBytes: number;
  /** Requests that may be under way at once. */
  readonly maxRequests: number;
  readonly retry: Required<RetryOptions>;
  /** Milliseconds after which spans are sent again that were refused for a reason that can be mended; they are lost unless given. */
  readonly mendMs?: number;
  readonly random: () => number;
  readonly tell: Tell;
  /** Told when records begin to be pending, and when none is any more. */
  readonly onPending: (isPending: boolean) => void;
}

interface Queued {
  readonly batch: Batch;
  /** Grows from batch to batch; halves have that of the whole. */
  readonly number: number;
}

export class SendQueue {
  readonly #options: SendQueueOptions;
  readonly #backOff: BackOff;
  readonly #flying = new Set<Queued>();
  readonly #naps = new Naps();
  readonly #toldDrops = new Set<string>();
  #waiting: Queued[] = [];
  #number = 0;
  #bytes = 0;
  #pending = 0;
  #dropped = 0;
  #failed = 0;
  #lastFailure = "no answer yet";
  #isKicked = false;

  constructor(options: SendQueueOptions) {
    this.#options = options;
    this.#backOff = new BackOff(options.retry, options.random, () => this.#sendAll());
  }

  get counts(): { readonly dropped: number; readonly failed: number; readonly pending: number } {
    return { dropped: this.#dropped, failed: this.#failed, pending: this.#pending };
  }

  /** The number of the newest batch, for `isSettled`. */
  get newest(): number {
    return this.#number;
  }

  /** The last failure of a request, in a few words. */
  get lastFailure(): string {
    return this.#lastFailure;
  }

  /** Makes a record pending, where there is room for it; else it is dropped. The first one always has room. */
  reserve(bytes: number): boolean {
    const { maxBytes } = this.#options;
    if (this.#bytes > 0 && this.#bytes + bytes > maxBytes) {
      this.drop("bound", () => `${maxBytes} bytes wait to be sent, which is the bound: new records are dropped`);
      return false;
    }
    this.#bytes += bytes;
    this.addPending(1);
    return true;
  }

  /** Counts a record that is not taken. Why is told once for each sort, as this must be cheap. */
  drop(sort: string, problem: () => string): void {
    this.#dropped++;
    if (this.#toldDrops.has(sort)) return;
    this.#toldDrops.add(sort);
    this.#options.tell(problem(), true, sort);
  }

  /** Takes records that are pending. It is sent in a later turn, as the caller is busy. */
  push(batch: Batch): void {
    this.#waiting.push({ batch, number: ++this.#number });
    if (this.#isKicked) return;
    this.#isKicked = true;
    outsideOfSpans(() => setImmediate(() => this.#kicked()).unref());
  }

  /** Sends what waits at once, unless the server has asked for a pause. */
  hurry(): void {
    this.#backOff.hurry();
    this.#sendAll();
  }

  /** Whether nothing is left of the batches up to this number. */
  isSettled(number: number): boolean {
    const isLeft = (queued: Queued) => queued.number <= number && queued.batch.records > 0;
    return !this.#waiting.some(isLeft) && ![...this.#flying].some(isLeft);
  }

  /** Resolves when a request has had an outcome, or after `ms`. */
  progress(ms: number): Promise<void> {
    return this.#naps.sleep(ms);
  }

  /** Gives up everything: says how many records are lost. What is under way is nobody's business any more. */
  abandon(): number {
    const lost = this.#pending;
    this.#waiting = [];
    this.#flying.clear();
    this.#bytes = 0;
    this.#failed += lost;
    if (lost > 0) this.addPending(-lost);
    this.#naps.wake();
    return lost;
  }

  /** Counts records that take nothing of the bound. */
  addPending(records: number): void {
    const before = this.#pending;
    this.#pending += records;
    if (before === 0 || this.#pending === 0) this.#options.onPending(this.#pending > 0);
  }

  #kicked(): void {
    this.#isKicked = false;
    this.#sendAll();
  }

  /** After a failure there is one request at a time, to see whether the backend is back. */
  #sendAll(): void {
    while (!this.#backOff.isWaiting && this.#flying.size < (this.#backOff.hasFailed ? 1 : this.#options.maxRequests)) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#flying.add(next);
      void outsideOfSpans(() => this.#send(next));
    }
  }

  async #send(queued: Queued): Promise<void> {
    const outcome = await this.#options.sender.send(queued.batch.signal, queued.batch.encode());
    // Unless it was given up meanwhile.
    if (this.#flying.delete(queued)) this.#settle(queued, outcome);
    this.#sendAll();
    this.#naps.wake();
  }

  #settle(queued: Queued, outcome: Outcome): void {
    if (outcome.kind === "failed") {
      this.#failedOnce(queued, outcome.message, outcome.retryAfterMs);
      return;
    }
    const { batch, number } = queued;
    const { mendMs } = this.#options;
    if (outcome.kind === "refused" && outcome.isMendable && batch.signal === "traces" && mendMs !== undefined) {
      this.#refusedForNow(queued, outcome.message, mendMs);
      return;
    }
    this.#backOff.succeeded();
    const halves = outcome.kind === "refused" && outcome.isTooLarge === true ? batch.halves() : [];
    if (halves.length > 0) this.#waiting.unshift(...halves.map((half) => ({ batch: half, number })));
    else this.#done(batch, outcome);
  }

  /** It goes to the end: if it is its own fault, the others get their chance. */
  #failedOnce(queued: Queued, message: string, retryAfterMs: number | undefined): void {
    this.#waiting.push(queued);
    this.#lastFailure = message;
    const problem = `${message}; records wait, and it is tried again`;
    if (!this.#backOff.hasFailed) this.#options.tell(problem, false, problemSort(message));
    this.#backOff.failed(retryAfterMs);
  }

  /** The operator has to do something about it, also when it comes in the middle of an outage. */
  #refusedForNow(queued: Queued, message: string, mendMs: number): void {
    this.#waiting.push(queued);
    this.#lastFailure = message;
    const problem = `${message}; records wait until that is mended, and it is tried again now and then`;
    this.#options.tell(problem, false, problemSort(message));
    this.#backOff.failed(undefined, mendMs);
  }

  #done(batch: Batch, outcome: Exclude<Outcome, { kind: "failed" }>): void {
    const { records, items } = batch;
    const refused = outcome.kind === "refused" ? items : outcome.rejected;
    const lost = refused >= items ? records : Math.min(refused, records);
    this.#bytes -= batch.bytes;
    this.#failed += lost;
    this.addPending(-records);
    batch.settled?.();
    tellOutcome(this.#options.tell, batch, outcome, refused);
  }
}
