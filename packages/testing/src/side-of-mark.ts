/** Tells on which side of a mark a rate is, after as few runs as will do. */

/** Of all cases, the part that may be decided wrongly. */
const ERROR_RATE = 0.05;

/**
 * Whether the rate at which runs pass is above or below `mark`, when `passed` of `runs` have; `undefined` as long as both may be.
 *
 * It may be asked after each run: at a true rate of `mark`, runs without end are ever put on a side in 5 % of all cases at most;
 * at any other rate, on the wrong one in fewer. What is weighed is how likely the runs are at any rate (a uniform mixture),
 * against how likely they are at `mark`: a test martingale, to which Ville's inequality applies.
 */
export function sideOfMark(passed: number, runs: number, mark: number): "above" | "below" | undefined {
  const failed = runs - passed;
  const logAtAnyRate = -logChoose(runs, Math.min(passed, failed)) - Math.log(runs + 1);
  const logAtMark = logPower(mark, passed) + logPower(1 - mark, failed);
  if (logAtAnyRate - logAtMark < -Math.log(ERROR_RATE)) return undefined;
  return passed / runs > mark ? "above" : "below";
}

/** The logarithm of how many ways there are to choose `k` of `n`. */
function logChoose(n: number, k: number): number {
  let sum = 0;
  for (let i = 1; i <= k; i++) sum += Math.log((n - k + i) / i);
  return sum;
}

/** The logarithm of `rate` to the power of `count`: 0 to the power of 0 is 1. */
function logPower(rate: number, count: number): number {
  return count === 0 ? 0 : count * Math.log(rate);
}
