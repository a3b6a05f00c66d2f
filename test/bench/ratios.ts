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

/** What a span costs above the same work without telemetry. */
export function divideOverheads(...[a, bareA, b, bareB]: Result[]): number {
  return subtract(a, bareA) / subtract(b, bareB);
}

function subtract({ ns: a = Number.NaN }: Result = {}, { ns: b = Number.NaN }: Result = {}): number {
  return a - b;
}
