/** Which spans survive which end of the process. */
import type { Contestant } from "../contestants.ts";
import type { Place } from "../place.ts";
import type { Ending } from "../programs/ending.ts";
import { runPlaced } from "../run-placed.ts";

export const endings: readonly Ending[] = ["return", "exit", "throw", "reject", "SIGINT", "SIGTERM", "SIGKILL"];

/** `sent`: at the backend. `file`: on disk. */
export interface ExitCell {
  readonly kept: "sent" | "file" | "lost";
  /** How the process ended, where that is not how it ends without telemetry. */
  readonly otherEnd?: string;
}

export interface ExitRow {
  readonly name: string;
  /** Why there are no cells: with all flushed and closed, the span did not arrive either. */
  readonly failure?: string;
  /** In the order of `endings`. */
  readonly ended: readonly ExitCell[];
  readonly open: readonly ExitCell[];
}

const TIMEOUT_MS = 15_000;

const expectedEnds: Readonly<Record<Ending, string>> = {
  control: "0",
  return: "0",
  exit: "0",
  throw: "1",
  reject: "1",
  SIGINT: "SIGINT",
  SIGTERM: "SIGTERM",
  SIGKILL: "SIGKILL",
};

export async function measureExits(contestant: Contestant, place: Place): Promise<ExitRow> {
  const { name } = contestant;
  const control = await runEnding(contestant, place, "control", false);
  if (control.kept === "lost") return { name, failure: `nothing arrives: ${control.printed}`, ended: [], open: [] };
  const ended: ExitCell[] = [];
  const open: ExitCell[] = [];
  for (const ending of endings) {
    ended.push(cellOf(await runEnding(contestant, place, ending, false)));
    open.push(cellOf(await runEnding(contestant, place, ending, true)));
  }
  return { name, ended, open };
}

interface EndingRun extends ExitCell {
  readonly printed: string;
}

function cellOf({ kept, otherEnd }: EndingRun): ExitCell {
  return { kept, ...(otherEnd && { otherEnd }) };
}

async function runEnding(
  { subject, options }: Contestant,
  place: Place,
  ending: Ending,
  isOpen: boolean,
): Promise<EndingRun> {
  await place.clear();
  const job = { subject, options: { ...options, ...place.options }, ending, isOpen };
  const { end, stopped, printed } = await runPlaced("ending", job, TIMEOUT_MS);
  const { sent, inFiles } = await place.arrivals();
  const otherEnd = stopped ?? (end === expectedEnds[ending] ? undefined : end);
  return { kept: sent > 0 ? "sent" : inFiles > 0 ? "file" : "lost", printed, ...(otherEnd && { otherEnd }) };
}
