/** Holds a run to a budget while it goes on. */
import type { MetricRecord, SpanRecord, SpanStart } from "@heddle/core";
import { type Budget, readBudget } from "./budget.ts";
import { brokenTotals, checkBudget, type Violation } from "./check-budget.ts";
import { OpenSpanLimits } from "./open-span-limits.ts";
import { RunningTotals } from "./running-totals.ts";
import { SpanTallies } from "./span-tallies.ts";
import { TraceCollector } from "./trace-collector.ts";

/**
 * One trace that grows. `checkBudget` says the same of it at each moment, but has to read all of it; here, each record takes
 * the same work, until a rule is broken. Rules of what must have been done, and of spans that have not ended, only hold for
 * finished runs: they are passed over.
 */
export class BudgetWatch {
  readonly #traceId: string;
  readonly #budget: Budget;
  readonly #collector = new TraceCollector();
  readonly #running = new RunningTotals();
  readonly #tallies: SpanTallies;
  readonly #open: OpenSpanLimits;

  /** Throws a TypeError for a budget that is none: see `readBudget`. */
  constructor(traceId: string, budget: Budget) {
    const { maxInterrupted, requiredTools, spans = {}, ...rules } = readBudget(budget);
    const ofSpans = Object.entries(spans).map(([name, { minCount, ...limits }]) => [name, limits] as const);
    this.#traceId = traceId;
    this.#budget = { ...rules, spans: Object.fromEntries(ofSpans) };
    this.#tallies = new SpanTallies(this.#budget);
    this.#open = new OpenSpanLimits(this.#budget);
  }

  /** Whether a root of the trace has ended, and every span of it. */
  get isComplete(): boolean {
    return this.#collector.isComplete(this.#traceId);
  }

  /** Takes a record of the trace, and gives the rules that the trace has broken by now, as `checkBudget` does. */
  add(record: SpanRecord | SpanStart | MetricRecord): Violation[] {
    this.#collector.add(record);
    if (this.#running.add(record) && record.kind !== "metric") {
      this.#tallies.add(record);
      this.#open.add(record);
    }
    const isOver =
      this.#tallies.isOver ||
      this.#open.isOver(this.#running.lastAt) ||
      brokenTotals(this.#running, this.#budget).length > 0;
    const trace = isOver ? this.#collector.trace(this.#traceId) : undefined;
    return trace === undefined ? [] : checkBudget(trace, this.#budget);
  }
}
