/** What a run may use up, and when it has. */
import type { Usage } from "./model.ts";

/** The limits of one run; what is left out is not limited. */
export interface Budget {
  /** Input and output tokens together. */
  readonly maxTokens?: number;
  readonly maxCostUsd?: number;
  /** Milliseconds; a run is also stopped in the middle of a call. */
  readonly maxWallClockMs?: number;
}

/** Which limit it was, as the metric `loom.budget.exceeded` says it. */
export type BudgetKind = "max_tokens" | "max_cost_usd" | "max_wall_clock";

/** The reason why a run was stopped in the middle of a call. */
export class BudgetExceededError extends Error {
  override readonly name = "BudgetExceededError";
  readonly kind: BudgetKind;

  constructor(kind: BudgetKind) {
    super(`the run has exceeded ${kind}`);
    this.kind = kind;
  }
}

/** Adds up what a run uses. */
export class Meter {
  inputTokens = 0;
  outputTokens = 0;
  costUsd = 0;
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  add({ inputTokens, outputTokens, costUsd = 0 }: Usage): void {
    this.inputTokens += inputTokens;
    this.outputTokens += outputTokens;
    this.costUsd += costUsd;
  }

  /** Throws a BudgetExceededError when there is nothing left. */
  check(): void {
    const { maxTokens = Number.POSITIVE_INFINITY, maxCostUsd = Number.POSITIVE_INFINITY } = this.#budget;
    if (this.inputTokens + this.outputTokens >= maxTokens) throw new BudgetExceededError("max_tokens");
    if (this.costUsd >= maxCostUsd) throw new BudgetExceededError("max_cost_usd");
  }
}

/** A signal that aborts when `outer` does, and after `maxMs` with a BudgetExceededError. */
export function limitTime(
  outer: AbortSignal | undefined,
  maxMs: number | undefined,
): { signal: AbortSignal; stop(): void } {
  const over = new AbortController();
  const end = () => over.abort(new BudgetExceededError("max_wall_clock"));
  const timer = maxMs === undefined ? undefined : setTimeout(end, maxMs);
  const signal = outer === undefined ? over.signal : AbortSignal.any([outer, over.signal]);
  return { signal, stop: () => clearTimeout(timer) };
}
