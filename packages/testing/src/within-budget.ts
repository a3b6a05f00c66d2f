/** Keeps a run to a budget while it goes on. */
import {
  type MetricRecord,
  MultiTelemetry,
  type Sink,
  type SpanRecord,
  type SpanStart,
  type Telemetry,
} from "@heddle/core";
import { durationText, optionsOf } from "@heddle/core/bridge";
import { type Budget, BudgetWatch, readBudget, type Violation } from "@heddle/reader";

import { checkKeys } from "./check-keys.ts";
import { patternText } from "./pattern-text.ts";

/** Why a run was aborted: the reason of the signal. */
export class BudgetExceeded extends Error {
  /** The rules that were broken at that moment. */
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    super(`over the budget: ${violations.map(({ message }) => message).join("; ")}`);
    this.name = "BudgetExceeded";
    this.violations = violations;
  }
}

/** A run that is held to a budget. */
export interface BudgetedRun {
  /** Records what the one that was given records; give it to the run. */
  readonly telemetry: Telemetry;
  /** Aborts with a BudgetExceeded as soon as a trace takes more than it may; give it to the run, too. */
  readonly signal: AbortSignal;
}

/** How time is measured. */
export interface BudgetOptions {
  /** Calls `work` once, in `ms` milliseconds, unless what it gives is called before; the process's timers unless given. */
  readonly timer?: (work: () => void, ms: number) => () => void;
}

/**
 * Holds every trace that goes to `telemetry` to `budget`, the rules that files are checked by. Rules of what must have been
 * done, and of spans that have not ended, only hold for finished runs: they are passed over. What spans are open counts, so
 * that a call too many is told before it is made.
 *
 * Each record is checked, at the same work however many came before. Throws a TypeError for a budget that is none.
 */
export function withinBudget(telemetry: Telemetry, budget: Budget, options: BudgetOptions = {}): BudgetedRun {
  checkKeys(options, ["timer"], "withinBudget");
  if (typeof telemetry?.trace !== "function") {
    throw new TypeError(
      `withinBudget: ${patternText(telemetry, 80)} is no telemetry; give an object with trace() and emitMetric(), such as the telemetry of capture()`,
    );
  }
  const { timer = startTimer } = options;
  if (typeof timer !== "function") {
    throw new TypeError(`withinBudget: timer is ${patternText(timer)}; give a function, or leave it out`);
  }
  const controller = new AbortController();
  const guard = new BudgetGuard(readBudget(budget), timer, (violations) => {
    controller.abort(new BudgetExceeded(violations));
  });
  return { telemetry: new MultiTelemetry([telemetry, guard], optionsOf(telemetry)), signal: controller.signal };
}

function startTimer(work: () => void, ms: number): () => void {
  const timeout = setTimeout(work, Math.min(ms, LONGEST_MS)).unref();
  return () => clearTimeout(timeout);
}

/** With more, timers go off at once. */
const LONGEST_MS = 2 ** 31 - 1;

interface Watched {
  readonly watch: BudgetWatch;
  readonly stopTimer: () => void;
}

class BudgetGuard implements Sink {
  readonly name = "budget";
  readonly #budget: Budget;
  readonly #timer: NonNullable<BudgetOptions["timer"]>;
  readonly #onExceeded: (violations: readonly Violation[]) => void;
  readonly #watched = new Map<string, Watched>();
  #isExceeded = false;

  constructor(
    budget: Budget,
    timer: NonNullable<BudgetOptions["timer"]>,
    onExceeded: (violations: readonly Violation[]) => void,
  ) {
    this.#budget = budget;
    this.#timer = timer;
    this.#onExceeded = onExceeded;
  }

  spanStarted(start: SpanStart): void {
    this.#take(start);
  }

  write(record: SpanRecord | MetricRecord): void {
    this.#take(record);
  }

  #take(record: SpanRecord | SpanStart | MetricRecord): void {
    const { traceId } = record;
    if (this.#isExceeded || traceId === undefined) return;
    const { watch } = this.#watched.get(traceId) ?? this.#watch(traceId);
    const broken = watch.add(record);
    if (broken.length > 0) this.#exceed(broken);
    else if (watch.isComplete) this.#forget(traceId);
  }

  #watch(traceId: string): Watched {
    const { maxDurationMs } = this.#budget;
    const stopTimer =
      maxDurationMs === undefined ? () => {} : this.#timer(() => this.#timeIsUp(traceId, maxDurationMs), maxDurationMs);
    const watched: Watched = { watch: new BudgetWatch(traceId, this.#budget), stopTimer };
    this.#watched.set(traceId, watched);
    return watched;
  }

  #timeIsUp(traceId: string, limit: number): void {
    const message = `maxDurationMs: still running after ${durationText(limit)}`;
    if (!this.#isExceeded) this.#exceed([{ traceId, rule: "maxDurationMs", limit, actual: limit, message }]);
  }

  #exceed(violations: readonly Violation[]): void {
    this.#isExceeded = true;
    for (const traceId of [...this.#watched.keys()]) this.#forget(traceId);
    this.#onExceeded(violations);
  }

  #forget(traceId: string): void {
    this.#watched.get(traceId)?.stopTimer();
    this.#watched.delete(traceId);
  }
}
