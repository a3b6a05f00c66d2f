/** Tells what a backend has said of a request that needs no further try. */
import type { Batch } from "./batch.ts";
import type { Tell } from "./courier.ts";
import { problemSort } from "./problem-sort.ts";
import type { Outcome } from "./sender.ts";

/** `refused`: how many spans or data points it did not take. One that takes all may have a warning still. */
export function tellOutcome(
  tell: Tell,
  batch: Batch,
  { kind, message = "" }: Exclude<Outcome, { kind: "failed" }>,
  refused: number,
): void {
  if (refused > 0) {
    const problem = `the backend refused ${refused} ${nameOf(batch, refused)}: ${message || "no reason given"}`;
    tell(problem, true, kind === "refused" ? problemSort(message) : "partial success");
  } else if (message !== "") tell(`the backend took all, and warns: ${message}`, false, "warning");
}

function nameOf({ signal }: Batch, count: number): string {
  const name = signal === "traces" ? "span" : "data point";
  return count === 1 ? name : `${name}s`;
}
