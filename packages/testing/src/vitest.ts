/** Gives the `expect` of vitest matchers for recorded runs: import it once, in a set-up file or in the test. */
import * as vitest from "vitest";
import { compareSnapshot } from "./compare-snapshot.ts";
import { type RunMatchers, runMatchers } from "./run-matchers.ts";
import { TraceSnapshot, traceSerializer } from "./trace-snapshot.ts";
import type { TraceTextOptions } from "./trace-text-options.ts";

declare module "vitest" {
  interface Matchers<R extends void | Promise<void> = void | Promise<void>, T = unknown> extends RunMatchers<R> {}
}

declare global {
  namespace jest {
    // How vitest 3 and 4 are told.
    interface Matchers<R, T> extends RunMatchers<R> {}
  }
}

vitest.expect.addSnapshotSerializer(traceSerializer);
vitest.expect.extend({
  ...runMatchers,
  toMatchTrace(run: unknown, options: TraceTextOptions = {}, hint?: string) {
    return compareSnapshot(vitest, this, new TraceSnapshot(run, options, this.isNot), hint);
  },
});
