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
  readonly used = { inputTokens: 0, outputTokens: 0, costUsd: 0 };
  readonly #budget: Budget;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  add({ inputTokens, outputTokens, costUsd = 0 }: Usage): void {
    this.used.inputTokens += inputTokens;
    this.used.outputTokens += outputTokens;
    this.used.costUsd += costUsd;
  }

  /** Throws a BudgetExceededError when there is nothing left. */
  check(): void {
    const { maxTokens, maxCostUsd, maxWallClockMs } = this.#budget;
    const { inputTokens, outputTokens, costUsd } = this.used;
    if (isUsedUp(inputTokens + outputTokens, maxTokens)) throw new BudgetExceededError("max_tokens");
    if (isUsedUp(costUsd, maxCostUsd)) throw new BudgetExceededError("max_cost_usd");
    if (maxWallClockMs === 0) throw new BudgetExceededError("max_wall_clock");
  }
}

/** A model that says it used NaN has no budget left: nobody knows how much. */
function isUsedUp(used: number, limit: number | undefined): boolean {
  return limit !== undefined && !(used < limit);
}
