/** Whether a floor holds, from what the rounds measured. */
import type { Floor } from "./floor.ts";
import { median } from "./median.ts";
import type { Result } from "./result.ts";

/** How far beyond its floor a time may be before it counts as broken: what this much noise can do. */
export const MARGIN = 0.1;

export interface Outcome {
  readonly floor: Floor;
  /** One number a round that told one. */
  readonly numbers: readonly number[];
  /** `noise`: beyond the floor, by less than the margin. `no peer`: there was nothing to compare with. `""`: no floor. */
  readonly verdict: "holds" | "noise" | "BROKEN" | "no peer" | "";
  /** Why there are no numbers. */
  readonly reason?: string;
}

/** `failures`: why a peer or a configuration could not be measured, by its name. */
export function judge(
  floor: Floor,
  rounds: readonly ReadonlyMap<string, Result>[],
  failures: ReadonlyMap<string, string>,
): Outcome {
  for (const { name, peer = "" } of floor.needs) {
    const reason = failures.get(peer) ?? failures.get(name);
    if (reason !== undefined) return { floor, numbers: [], verdict: peer === "" ? "BROKEN" : "no peer", reason };
  }
  const complete = rounds.filter((round) => floor.needs.every(({ name }) => round.has(name)));
  const all = complete.map((round) => floor.value(...floor.needs.map(({ name }) => round.get(name) as Result)));
  const numbers = all.filter((number) => !Number.isNaN(number));
  return { floor, numbers, verdict: verdictOf(floor, median(numbers)) };
}

function verdictOf(floor: Floor, number: number): Outcome["verdict"] {
  const { atMost = Number.POSITIVE_INFINITY, atLeast = Number.NEGATIVE_INFINITY, exact = false } = floor;
  if (floor.atMost === undefined && floor.atLeast === undefined) return "";
  if (number <= atMost && number >= atLeast) return "holds";
  const near = number <= atMost * (1 + MARGIN) && number >= atLeast * (1 - MARGIN);
  return near && !exact ? "noise" : "BROKEN";
}
