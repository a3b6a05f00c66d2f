/** Work that goes on at the same time. */
import { activeSpan } from "@heddle/core";
import { checkFunctions } from "../spans/check-call.ts";
import { EdgeScope } from "./edges.ts";

/** What the branches give, in their order. */
export type BranchResults<Branches extends readonly (() => unknown)[]> = {
  -readonly [Index in keyof Branches]: Awaited<ReturnType<Branches[Index]>>;
};

/**
 * Starts all branches at once and gives what they give, in their order; like `Promise.all`, it fails with the first that fails. The
 * first typed span of each branch names the span that it branched from: `branched_from`.
 *
 * Rejects with a TypeError for what is no list of functions.
 */
export async function parallel<const Branches extends readonly (() => unknown)[]>(
  branches: Branches,
): Promise<BranchResults<Branches>> {
  checkFunctions("parallel", "a branch", branches);
  const around = activeSpan();
  const run = async (branch: () => unknown) =>
    new EdgeScope(around === undefined ? {} : { branched_from: around }).run(branch);
  return (await Promise.all(branches.map(run))) as BranchResults<Branches>;
}
