/** Says how sure a rate is that was seen in a few runs. */

/** The bounds of a rate, from 0 to 1. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Two-sided, 95 %. */
const Z = 1.959964;

/**
 * Wilson's score interval: where the true rate is, at a confidence of 95 %, when `passed` of `total` runs passed. Unlike the
 * textbook's, it is right for few runs, and for rates near 0 and 1. Of no runs, all is possible.
 */
export function wilsonInterval(passed: number, total: number): Interval {
  if (total === 0) return { low: 0, high: 1 };
  const rate = passed / total;
  const square = Z ** 2 / total;
  const center = rate + square / 2;
  const spread = Z * Math.sqrt((rate * (1 - rate) + square / 4) / total);
  return {
    low: passed === 0 ? 0 : (center - spread) / (1 + square),
    high: passed === total ? 1 : (center + spread) / (1 + square),
  };
}
