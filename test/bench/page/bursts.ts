/** How much of very many spans arrives. */
import type { Contestant } from "../contestants.ts";
import type { Place } from "../place.ts";
import type { PlacedBurst } from "../programs/placed-burst.ts";
import { runPlaced } from "../run-placed.ts";

export interface BurstRow {
  readonly name: string;
  readonly spans: number;
  readonly isYielding: boolean;
  /** Of the spans, 0 to 1. */
  readonly arrived: number;
  /** Nanoseconds a span in the loop; absent when the process came to an end before the spans did. */
  readonly ns?: number;
  readonly peakMb?: number;
  /** How the process ended, where it did not go through. */
  readonly failure?: string;
  readonly printed: string;
}

const TIMEOUT_MS = 300_000;

export async function measureBurst(
  { name, subject, options }: Contestant,
  place: Place,
  spans: number,
  isYielding: boolean,
): Promise<BurstRow> {
  await place.clear();
  const job = { subject, options: { ...options, ...place.options }, spans, isYielding };
  const { result, end, stopped, printed } = await runPlaced<PlacedBurst>("placed-burst", job, TIMEOUT_MS);
  const { sent, inFiles } = await place.arrivals();
  const arrived = Math.max(sent, inFiles) / spans;
  const failure = result === undefined ? (stopped ?? `ended with ${end}`) : undefined;
  return { name, spans, isYielding, arrived, printed, ...result, ...(failure && { failure }) };
}
