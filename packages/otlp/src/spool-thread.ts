/** Runs the thread that ships a spool, and starts it again when it dies. */
import type { Worker } from "node:worker_threads";
import { outsideOfSpans } from "@heddle/core/bridge";
import type { Tell } from "./courier.ts";
import type { FollowerSettings, FromFollower, ToFollower } from "./spool-messages.ts";
import { startWorker } from "./start-worker.ts";

export interface SpoolThreadListener {
  /** Of all calls up to this number, what was there has arrived. */
  readonly onArrived: (own: number, others: number) => void;
  readonly onProblem: Tell;
}

/** How long after its death another one is started; twice as long each time, up to the longest. */
const FIRST_RESTART_MS = 100;
const LONGEST_RESTART_MS = 60_000;
/** A thread may hang on its last request. */
const STOP_MS = 5_000;

/** It never keeps the process alive. */
export class SpoolThread {
  readonly #settings: FollowerSettings;
  readonly #listener: SpoolThreadListener;
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  #restartMs = FIRST_RESTART_MS;
  #last = { call: 0, records: 0 };
  #isStopping = false;
  #stopped: () => void = () => {};

  constructor(settings: FollowerSettings, listener: SpoolThreadListener) {
    this.#settings = settings;
    this.#listener = listener;
    this.#start();
  }

  /** Asks to ship what is there now, so many records of this run; `onArrived` tells the number when that is done. */
  hurry(records: number): number {
    this.#last = { call: this.#last.call + 1, records };
    this.#post({ kind: "hurry", ...this.#last });
    return this.#last.call;
  }

  /** Resolves when it has stopped. What is left is anybody's. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#isStopping = true;
    const worker = this.#worker;
    if (worker === undefined) return;
    await new Promise<void>((resolve) => {
      this.#stopped = resolve;
      this.#timer = setTimeout(resolve, STOP_MS);
      this.#post({ kind: "stop" });
    });
    clearTimeout(this.#timer);
    await worker.terminate();
  }

  /** Where threads are not permitted, it is tried again as if one had died. Never throws. */
  #start(): void {
    try {
      this.#worker = outsideOfSpans(() => startWorker(this.#settings));
    } catch (error) {
      this.#ended(error as Error);
      return;
    }
    let death: Error | undefined;
    this.#worker
      .on("message", (message: FromFollower) => this.#take(message))
      .on("error", (error: Error) => {
        death = error;
      })
      .on("exit", (code) => this.#ended(death ?? new Error(`exit code ${code}`)));
    // Not before: a listener for messages keeps the process alive.
    this.#worker.unref();
    if (this.#last.call > 0) this.#post({ kind: "hurry", ...this.#last });
  }

  #post(message: ToFollower): void {
    this.#worker?.postMessage(message);
  }

  #take(message: FromFollower): void {
    switch (message.kind) {
      case "arrived":
        this.#restartMs = FIRST_RESTART_MS;
        this.#listener.onArrived(message.own, message.others);
        break;
      case "problem":
        this.#listener.onProblem(message.problem, message.isLoss, message.sort);
        break;
      case "stopped":
        this.#stopped();
        break;
    }
  }

  #ended({ message }: Error): void {
    this.#worker = undefined;
    this.#stopped();
    if (this.#isStopping) return;
    const problem = `the thread that ships the spool has died and is started again: ${message}`;
    this.#listener.onProblem(problem, false, "thread");
    this.#timer = setTimeout(() => this.#start(), this.#restartMs).unref();
    this.#restartMs = Math.min(this.#restartMs * 2, LONGEST_RESTART_MS);
  }
}
