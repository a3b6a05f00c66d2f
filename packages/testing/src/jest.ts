/** Gives the `expect` of jest matchers for recorded runs: import it once, in a set-up file or in the test. */
import { expect } from "@jest/globals";
import type { MatcherContext } from "expect";
import { type RunMatchers, runMatchers } from "./run-matchers.ts";
import { TraceSnapshot, traceSerializer } from "./trace-snapshot.ts";
import type { TraceTextOptions } from "./trace-text-options.ts";

declare module "expect" {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends RunMatchers<R> {}
}

declare global {
  namespace jest {
    // For those who have @types/jest.
    interface Matchers<R, T> extends RunMatchers<R> {}
  }
}

expect.addSnapshotSerializer(traceSerializer);
expect.extend({
  ...runMatchers,
  toMatchTrace(this: MatcherContext, run: unknown, options: TraceTextOptions = {}, hint?: string) {
    const snapshot = new TraceSnapshot(run, options, this.isNot === true);
    // Jest takes `undefined` for a mistake.
    expect(snapshot).toMatchSnapshot(...(hint === undefined ? [] : [hint]));
    return { pass: true, message: () => "" };
  },
});
