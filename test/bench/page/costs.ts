/** What a span costs with each library's defaults. */
import type { Contestant } from "../contestants.ts";
import { median } from "../median.ts";
import type { Place } from "../place.ts";
import type { PlacedSpans } from "../programs/placed-spans.ts";
import { runPlaced } from "../run-placed.ts";
import type { ShapeName } from "../shapes.ts";
import type { Duration } from "../timed-repeats.ts";

/** One contestant in one round. */
interface Cost {
  readonly ns: number;
  readonly cpuNs: number;
  /** Of the spans that were made, 0 to 1; absent where none is to arrive. */
  readonly arrived?: number;
}

export interface CostRow {
  readonly name: string;
  /** A round each; empty when it failed. */
  readonly rounds: readonly Cost[];
  readonly failure?: string;
}

export interface CostPlan extends Duration {
  readonly shape: ShapeName;
  readonly moreAttributes?: number;
  readonly rounds: number;
}

const TIMEOUT_MS = 180_000;

/** All contestants once in each round, one after the other, so that a slow hour of the machine is shared by all. */
export async function measureCosts(
  contestants: readonly Contestant[],
  place: Place,
  { rounds, ...job }: CostPlan,
  tell: (text: string) => void,
): Promise<CostRow[]> {
  const rows = contestants.map(({ name }) => ({
    name,
    rounds: [] as Cost[],
    failure: undefined as string | undefined,
  }));
  for (let round = 1; round <= rounds; round++) {
    for (const [i, contestant] of contestants.entries()) {
      const row = rows[i];
      if (row === undefined || row.failure !== undefined) continue;
      const cost = await measureCost(contestant, place, job);
      if (typeof cost === "string") row.failure = cost;
      else row.rounds.push(cost);
      tell(`round ${round} of ${rounds}: ${row.name} ${JSON.stringify(cost)}`);
    }
  }
  return rows.map(({ failure, ...row }) => ({ ...row, ...(failure !== undefined && { failure }) }));
}

/** A text when it failed. */
async function measureCost(
  { subject, options, isLocal }: Contestant,
  place: Place,
  plan: Omit<CostPlan, "rounds">,
): Promise<Cost | string> {
  await place.clear();
  const job = { ...plan, subject, options: { ...options, ...place.options } };
  const { result, end, stopped, printed } = await runPlaced<PlacedSpans>("placed-spans", job, TIMEOUT_MS);
  if (result === undefined) return stopped ?? `ended with ${end}: ${printed.trim().split("\n").at(-1)}`;
  const { ns, cpuNs, made } = result;
  if (isLocal) return { ns, cpuNs };
  const { sent, inFiles } = await place.arrivals();
  return { ns, cpuNs, arrived: Math.max(sent, inFiles) / made };
}

/** Nanoseconds that a span adds to the same work without: the median of the rounds, the lowest and the highest. */
export function overheadOf(
  row: CostRow,
  bare: CostRow,
): { readonly median: number; readonly range: readonly number[] } {
  const added = row.rounds.map(({ ns }, round) => ns - (bare.rounds[round]?.ns ?? Number.NaN));
  return { median: median(added), range: [Math.min(...added), Math.max(...added)] };
}
