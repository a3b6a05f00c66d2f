/** Compares two runs, and judges what is found. */
import { countText, type Difference, diffTraces, type Trace, type TraceDiff } from "@heddle/reader";
import { type Allowance, exceeded, isAllowed } from "./allowance.ts";
import type { RunPair } from "./run-pairs.ts";

/** What is known of two runs, or of one without a counterpart. */
export interface ComparedRuns {
  /** Of the run after, or of the one there is. */
  readonly name: string;
  readonly before?: Trace;
  readonly after?: Trace;
  /** Absent where there is no counterpart. */
  readonly diff?: TraceDiff;
  /** The differences that are let pass. */
  readonly allowed: ReadonlySet<Difference>;
  /** A sentence for each measure that has risen by more than it may. */
  readonly exceeded: readonly string[];
  /** Whether there is more than is allowed. */
  readonly isBeyond: boolean;
}

/** What the runs differ in, and whether that is more than they may. */
export function comparedRuns([before, after]: RunPair, allowance: Allowance): ComparedRuns {
  if (before === undefined) {
    return { name: after.name, after, allowed: new Set(), exceeded: [], isBeyond: !allowance.allow.has("added") };
  }
  if (after === undefined) {
    return { name: before.name, before, allowed: new Set(), exceeded: [], isBeyond: !allowance.allow.has("removed") };
  }
  const diff = diffTraces(before, after);
  const allowed = new Set(diff.differences.filter((difference) => isAllowed(difference, allowance)));
  const over = exceeded(before, diff, allowance);
  const isBeyond = allowed.size < diff.differences.length || over.length > 0;
  return { name: after.name, before, after, diff, allowed, exceeded: over, isBeyond };
}

/** `1 added, 2 removed, 1 changed`; empty where nothing is. */
export function countsText(differences: readonly Difference[]): string {
  const kinds = ["added", "removed", "changed"] as const;
  return kinds
    .map((kind) => [differences.filter((difference) => difference.kind === kind).length, kind] as const)
    .filter(([count]) => count > 0)
    .map(([count, kind]) => `${countText(count)} ${kind}`)
    .join(", ");
}
