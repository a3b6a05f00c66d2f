/** Says which runs are wanted. */
import type { Trace, TraceStatus } from "@heddle/reader";

/** What a run must be; what is absent does not matter. */
export interface RunWishes {
  /** It is in the run's name, in capitals or not. */
  readonly name?: string;
  /** One of these. */
  readonly status?: readonly TraceStatus[];
  readonly user?: string;
  readonly session?: string;
  /** Milliseconds since the epoch. */
  readonly sinceMs?: number;
  readonly untilMs?: number;
  /** Milliseconds that it took at least. */
  readonly longer?: number;
}

/** Whether a run is as it must be. */
export function runFilter(wishes: RunWishes): (trace: Trace) => boolean {
  const { name = "", status, user, session } = wishes;
  const { sinceMs = -Infinity, untilMs = Infinity, longer = 0 } = wishes;
  const inName = name.toLowerCase();
  return (trace) =>
    trace.name.toLowerCase().includes(inName) &&
    (status === undefined || status.includes(trace.status)) &&
    (user === undefined || trace.userId === user) &&
    (session === undefined || trace.sessionId === session) &&
    trace.startedAt >= sinceMs &&
    trace.startedAt < untilMs &&
    trace.durationMs >= longer;
}
