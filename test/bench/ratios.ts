/** Numbers made of the results of one round. */
import type { Result } from "./result.ts";

/** How many times longer the first takes. */
export function divide({ ns: a = Number.NaN }: Result = {}, { ns: b = Number.NaN }: Result = {}): number {
  return a / b;
}

/** How many times more of the main thread the first takes. */
export function divideMain({ mainNs: a = Number.NaN }: Result = {}, { mainNs: b = Number.NaN }: Result = {}): number {
  return a / b;
}

/** What a span costs above the same work without telemetry; NaN where noise made the work with it the faster one. */
export function divideOverheads(...[a, bareA, b, bareB]: Result[]): number {
  const [dividend, divisor] = [subtract(a, bareA), subtract(b, bareB)];
  return dividend > 0 && divisor > 0 ? dividend / divisor : Number.NaN;
}

function subtract({ ns: a = Number.NaN }: Result = {}, { ns: b = Number.NaN }: Result = {}): number {
  return a - b;
}
