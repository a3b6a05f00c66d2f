/** Ships what is in a spool: this run's records as they come, and what runs that are over have left behind. */
import { Courier, Stopped, type Tell } from "./courier.ts";
import { Naps } from "./naps.ts";
import { segmentBytes } from "./segments.ts";
import { openSender, type Sender } from "./sender.ts";
import { SpoolCounters } from "./spool-counters.ts";
import { type RunFolder, SpoolFolder } from "./spool-folder.ts";
import type { FollowerSettings, FromFollower, ToFollower } from "./spool-messages.ts";
import { type RunCounts, SpooledRun, type SpooledRunOptions } from "./spooled-run.ts";

/** How often it shows that it is alive, and looks for what others have left. */
const ROUND_MS = 5_000;

/** How long spans wait that were refused for a reason that somebody may mend, unless somebody waits for them. */
const MEND_MS = 60_000;

export class SpoolFollower {
  readonly #settings: FollowerSettings;
  readonly #post: (message: FromFollower) => void;
  readonly #folder: SpoolFolder;
  readonly #counters: SpoolCounters;
  readonly #sender: Sender;
  /** One of its own for what others have left, so that it holds up nobody. */
  readonly #couriers: { readonly own: Courier; readonly others: Courier };
  readonly #naps = new Naps();
  /** The last call of somebody who waits, for so many records, and up to which this run and the others have answered. */
  readonly #calls = { last: 0, own: 0, others: 0, records: 0 };
  #isStopped = false;

  constructor(settings: FollowerSettings, post: (message: FromFollower) => void) {
    const { folder, owner, counters, shipping } = settings;
    this.#settings = settings;
    this.#post = post;
    this.#folder = new SpoolFolder(folder, owner);
    this.#counters = new SpoolCounters(counters);
    this.#sender = openSender(shipping.sender);
    const courier = () => new Courier(shipping, this.#sender, this.#tell, MEND_MS);
    this.#couriers = { own: courier(), others: courier() };
  }

  /** Ships until it is stopped. Rejects when it cannot find out how far this run is shipped. */
  async follow(): Promise<void> {
    const rounds = setInterval(() => void this.#trying(() => this.#makeRound()), ROUND_MS);
    try {
      await Promise.all([this.#followOwn(), this.#shipOthers()]);
    } finally {
      clearInterval(rounds);
    }
    await this.#sender.close();
    this.#post({ kind: "stopped" });
  }

  take(message: ToFollower): void {
    const { own, others } = this.#couriers;
    if (message.kind === "hurry") {
      this.#calls.last = message.call;
      this.#calls.records = message.records;
      own.hurry();
      others.hurry();
    } else {
      this.#isStopped = true;
      own.stop();
      others.stop();
    }
    this.#naps.wake();
  }

  /** The metrics go now and then, and when somebody waits for them. */
  async #followOwn(): Promise<void> {
    const { run, resource, shipping } = this.#settings;
    const { metricsIntervalMs, batch } = shipping;
    const { written, failed } = this.#counters;
    const own = this.#open(run, this.#couriers.own, this.#countOwn, { known: { written, failed }, resource });
    let metricsDueAt = performance.now() + metricsIntervalMs;
    while (!this.#isStopped) {
      const { last: call, records } = this.#calls;
      const isAwaited = call > this.#calls.own;
      const hasMore = await this.#trying(() => this.#shipUp(own, isAwaited ? records : undefined, metricsDueAt));
      if (isAwaited || performance.now() >= metricsDueAt) {
        metricsDueAt = performance.now() + metricsIntervalMs;
        const isSent = await this.#trying(() => own.sendMetrics().then(() => true));
        if (hasMore !== undefined && isSent === true) this.#answer({ own: call });
      }
      if (hasMore === false) await this.#trying(() => own.clean());
      if (hasMore !== true && call === this.#calls.last && !this.#isStopped) await this.#naps.sleep(batch.intervalMs);
    }
    await own.close();
    if (own.isShipped()) this.#folder.remove(run);
    else this.#folder.release(run);
  }

  /** Ships what is there; records that come after the `awaited` ones hold up nobody. Whether there is more. */
  async #shipUp(own: SpooledRun, awaited: number | undefined, metricsDueAt: number): Promise<boolean> {
    while (await own.step()) {
      const isDue = awaited === undefined ? performance.now() >= metricsDueAt : own.passed >= awaited;
      if (isDue) return true;
    }
    if (awaited !== undefined) own.passTo(awaited);
    return false;
  }

  async #shipOthers(): Promise<void> {
    while (!this.#isStopped) {
      const call = this.#calls.last;
      await this.#trying(() => this.#makeRound());
      let areShipped = true;
      for (const { run } of this.#others()) {
        areShipped = (await this.#trying(() => this.#shipOther(run))) === true && areShipped;
      }
      if (areShipped) this.#answer({ others: call });
      if (call === this.#calls.last && !this.#isStopped) await this.#naps.sleep(ROUND_MS);
    }
    for (const { run } of this.#others()) this.#folder.release(run);
  }

  async #shipOther(run: string): Promise<boolean> {
    const other = this.#open(run, this.#couriers.others, this.#countOther);
    try {
      while (await other.step());
      await other.sendMetrics();
    } finally {
      await other.close();
    }
    this.#folder.remove(run);
    this.#measureOthers();
    return true;
  }

  /** `own`: what is known of the run that is being recorded. */
  #open(
    run: string,
    courier: Courier,
    onProgress: SpooledRunOptions["onProgress"],
    own: Pick<SpooledRunOptions, "known" | "resource"> = {},
  ): SpooledRun {
    const { temporality } = this.#settings.shipping;
    return new SpooledRun(this.#folder.pathOf(run), { courier, temporality, tell: this.#tell, onProgress, ...own });
  }

  #makeRound(): void {
    this.#folder.adopt();
    for (const { run, owner } of this.#folder.runs()) if (owner === this.#folder.owner) this.#folder.beat(run);
    this.#measureOthers();
  }

  /** What was adopted, also by a thread before this one that has died. */
  #others(): RunFolder[] {
    return this.#folder.runs().filter(({ run, owner }) => owner === this.#folder.owner && run !== this.#settings.run);
  }

  #measureOthers(): void {
    const others = this.#folder.runs().filter(({ run }) => run !== this.#settings.run);
    this.#counters.foreignBytes = others.reduce((bytes, { path }) => bytes + segmentBytes(path), 0);
  }

  #answer(calls: { own?: number; others?: number }): void {
    const { own, others } = Object.assign(this.#calls, calls);
    this.#post({ kind: "arrived", own, others });
  }

  readonly #countOwn = ({ written, failed }: RunCounts, freedBytes: number): void => {
    this.#counters.written = written;
    this.#counters.failed = failed;
    this.#counters.freedBytes += freedBytes;
  };

  readonly #countOther = (_counts: RunCounts, freedBytes: number): void => {
    this.#counters.foreignBytes = Math.max(0, this.#counters.foreignBytes - freedBytes);
  };

  readonly #tell: Tell = (problem, isLoss, sort) => this.#post({ kind: "problem", problem, isLoss, sort });

  /** A disk in trouble is tried again. */
  async #trying<T>(work: () => T | Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof Stopped))
        this.#tell(`the spool is in trouble: ${(error as Error).message}`, false, "disk of the thread");
      return undefined;
    }
  }
}
