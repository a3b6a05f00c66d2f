/** Decides which differences between two runs are let pass. */
import { durationText } from "@heddle/core/bridge";
import { type ChangedFacet, costText, countText, type Difference, type Trace, type TraceDiff } from "@heddle/reader";
import { durationOf } from "./duration-of.ts";
import { facets } from "./facet-text.ts";

/** What can be allowed: spans that came or went, and what of a span may have changed. */
export type Allowed = "added" | "removed" | ChangedFacet;

/** All that can be allowed. */
export const allowable: readonly Allowed[] = ["added", "removed", ...facets];

/** How much more something may be: so much, or so much of what it was. */
export type Increase = { readonly most: number } | { readonly share: number };

/** What two runs may differ in. */
export interface Allowance {
  readonly allow: ReadonlySet<Allowed>;
  readonly time?: Increase;
  readonly tokens?: Increase;
  readonly cost?: Increase;
}

/** Whether a difference is let pass. */
export function isAllowed(difference: Difference, { allow }: Allowance): boolean {
  if (difference.kind !== "changed") return allow.has(difference.kind);
  return difference.facets.every((facet) => allow.has(facet));
}

/** `cost: $0.0153, of at most $0.0091`: a sentence for each that has risen by more than it may. */
export function exceeded(before: Trace, { deltas }: TraceDiff, allowance: Allowance): string[] {
  const { totals, durationMs } = before;
  const measures = [
    { name: "time", was: durationMs, more: deltas.durationMs, text: durationText },
    {
      name: "tokens",
      was: totals.inputTokens + totals.outputTokens,
      more: deltas.inputTokens + deltas.outputTokens,
      text: countText,
    },
    { name: "cost", was: totals.costUsd, more: deltas.costUsd, text: costText },
  ] as const;
  return measures.flatMap(({ name, was, more, text }) => {
    const increase = allowance[name];
    if (increase === undefined) return [];
    const most = was + ("most" in increase ? increase.most : was * increase.share);
    // As computers add, three times $0.10 is a little more than $0.30.
    return was + more <= most * (1 + 1e-9) ? [] : [`${name}: ${text(was + more)}, of at most ${text(most)}`];
  });
}

/** Reads `10%`, or what `amountOf` reads. Throws an Error that says what to give. */
function increaseOf(amountOf: (text: string) => number): (text: string) => Increase {
  return (text) => {
    const [, percent] = /^\+?(\d+(?:\.\d+)?)%$/.exec(text) ?? [];
    return percent === undefined ? { most: amountOf(text.replace(/^\+/, "")) } : { share: Number(percent) / 100 };
  };
}

/** Throws an Error that says what to give. */
export function timeIncreaseOf(text: string): Increase {
  try {
    return increaseOf(durationOf)(text);
  } catch (cause) {
    throw new Error("Give a share or a duration, such as 20%, 500ms or 2s.", { cause });
  }
}

/** Throws an Error that says what to give. */
export function numberIncreaseOf(text: string): Increase {
  return increaseOf((amount) => {
    if (/^\d+(\.\d+)?$/.test(amount)) return Number(amount);
    throw new Error("Give a share or a number, such as 10% or 0.05.");
  })(text);
}

/** Reads `added,output`, or `all`. Throws an Error that says what there is. */
export function allowedOf(text: string): readonly Allowed[] {
  return text.split(",").flatMap((word) => {
    const name = word.trim();
    const allowed = name === "all" ? allowable : allowable.filter((each) => each === name);
    if (allowed.length === 0) {
      throw new Error(`${JSON.stringify(name)} is none of ${allowable.join(", ")} and all.`);
    }
    return allowed;
  });
}
