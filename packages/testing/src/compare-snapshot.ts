/** Compares a snapshot by whatever means a version of vitest has. */
import type { MatcherState, SyncMatcherResult } from "vitest";
import type { TraceSnapshot } from "./trace-snapshot.ts";

/** What vitest exports, as far as it is needed. */
export interface SnapshotMeans {
  readonly expect: (value: unknown) => { toMatchSnapshot(hint?: string): unknown };
  /** Not before 4.1: it knows the test also where several run at once, each with an `expect` of its own. */
  readonly Snapshots?: {
    toMatchSnapshot(this: MatcherState, value: unknown, hint?: string): SyncMatcherResult;
  };
}

/** What the matcher returns. Without `Snapshots`, it throws where the snapshot is another. */
export function compareSnapshot(
  { expect, Snapshots }: SnapshotMeans,
  state: MatcherState,
  snapshot: TraceSnapshot,
  hint: string | undefined,
): SyncMatcherResult {
  if (Snapshots !== undefined) return Snapshots.toMatchSnapshot.call(state, snapshot, hint);
  expect(snapshot).toMatchSnapshot(hint);
  return { pass: true, message: () => "" };
}
