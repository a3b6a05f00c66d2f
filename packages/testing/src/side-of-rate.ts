/** On which side of a rate the true one is, as runs tell that are counted one after the other. */

/** How often who stops at the first answer may be wrong. */
const ERROR_RATE = 0.05;

/**
 * The side of `rate` on which the true rate is, once `passed` of `runs` tell; `undefined` before. Who asks after every run
 * and stops at the first answer is wrong in at most one series of twenty, however long they go on.
 *
 * How much likelier the runs are with any rate at all than with `rate`: a mixture of likelihood ratios, which exceeds 20 in
 * at most one series of twenty (Robbins, Statistical Methods Related to the Law of the Iterated Logarithm, 1970).
 */
export function sideOfRate(rate: number, passed: number, runs: number): "above" | "below" | undefined {
  const failed = runs - passed;
  const atRate = passed * Math.log(rate) + failed * Math.log1p(-rate);
  const ratio = Math.exp(-Math.log(runs + 1) - logChoices(runs, passed) - atRate);
  const side = passed < rate * runs ? "below" : "above";
  // Of the mixture, the rates of that side have this share; those of the other side add at most what is left of 1.
  const share = side === "below" ? rate : 1 - rate;
  return ratio >= share / ERROR_RATE + (1 - share) ? side : undefined;
}

/** The logarithm of the number of ways to choose `some` of `all`. */
function logChoices(all: number, some: number): number {
  let sum = 0;
  for (let n = 1; n <= Math.min(some, all - some); n++) sum += Math.log((all - n + 1) / n);
  return sum;
}
