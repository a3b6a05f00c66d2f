/** How the cost of a span grows with depth, attributes, sinks and what is under way at once; and what a kept span holds. */
import { bare, type Contestant, otelVariants, oursLocal } from "../contestants.ts";
import { median } from "../median.ts";
import type { Place } from "../place.ts";
import type { Retained } from "../programs/retained.ts";
import { runPlaced } from "../run-placed.ts";
import type { Duration } from "../timed-repeats.ts";
import { type CostPlan, type CostRow, measureCosts } from "./costs.ts";

interface GrowthPoint {
  readonly at: number;
  readonly rows: readonly CostRow[];
}

export interface Growth {
  /** What grows. */
  readonly what: string;
  readonly points: readonly GrowthPoint[];
}

export interface RetainedRow extends Retained {
  readonly name: string;
}

type PlanAt = (at: number) => Omit<CostPlan, "rounds" | keyof Duration>;

const CALLS = 10_000;

const axes: readonly { readonly what: string; readonly at: readonly number[]; readonly plan: PlanAt }[] = [
  {
    what: "spans inside each other",
    at: [1, 10, 100, 1000],
    plan: (depth) => ({ shape: { kind: "chains", times: CALLS / depth, depth } }),
  },
  {
    what: "attributes of a span",
    at: [5, 10, 25, 50, 100],
    plan: (count) => ({ shape: { kind: "nested", times: CALLS / 10 }, moreAttributes: count - 5 }),
  },
  {
    what: "branches under way at once",
    at: [1, 10, 100, 1000, 10_000],
    plan: (atOnce) => ({ shape: { kind: "branches", times: Math.max(CALLS / 2, atOnce), atOnce } }),
  },
];

/** The same libraries on every axis, kept in memory: what is compared is the tracing, not the sending. */
export const growing: readonly Contestant[] = [...oursLocal, ...otelVariants].filter(
  ({ name }) => /^Heddle, InMemory|in memory$/.test(name) && !name.includes("Multi"),
);

export async function measureGrowth(
  place: Place,
  duration: Duration & { readonly rounds: number },
  tell: (text: string) => void,
): Promise<Growth[]> {
  const growths: Growth[] = [];
  for (const { what, at, plan } of axes) {
    const points: GrowthPoint[] = [];
    for (const value of at) {
      tell(`${value} ${what}`);
      const rows = await measureCosts([bare, ...growing], place, { ...plan(value), ...duration }, tell);
      points.push({ at: value, rows });
    }
    growths.push({ what, points });
  }
  return growths;
}

const RETAINED_SPANS = 100_000;
const TIMEOUT_MS = 60_000;

/** The median of the rounds. */
export async function measureRetained(place: Place, rounds: number): Promise<RetainedRow[]> {
  const rows: RetainedRow[] = [];
  for (const { name, subject, options } of growing) {
    const found: Retained[] = [];
    for (let round = 0; round < rounds; round++) {
      const job = { subject, options: { ...options, ...place.options }, spans: RETAINED_SPANS };
      const { result, printed } = await runPlaced<Retained>("retained", job, TIMEOUT_MS);
      if (result === undefined) throw new Error(`${name}: ${printed}`);
      found.push(result);
    }
    rows.push({
      name,
      bytesPerSpan: median(found.map(({ bytesPerSpan }) => bytesPerSpan)),
      bytesWhenRead: median(found.map(({ bytesWhenRead }) => bytesWhenRead)),
      readNs: median(found.map(({ readNs }) => readNs)),
    });
  }
  return rows;
}
