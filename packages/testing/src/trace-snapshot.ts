/** A run as a snapshot keeps it: text that is written without quotes around it. */
import { describeRun, type TraceTextOptions } from "./trace-text.ts";

/** The text of a run, told apart from other texts. */
export class TraceSnapshot {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What `toMatchTrace` does: `compare` has the test runner compare the snapshot. Throws a TypeError for `.not`. */
export function matchTrace(
  run: unknown,
  options: TraceTextOptions,
  isNot: boolean,
  compare: (snapshot: TraceSnapshot) => void,
): { pass: true; message: () => string } {
  if (isNot) throw new TypeError("toMatchTrace: .not has no snapshot to keep; compare two runs with traceText()");
  compare(new TraceSnapshot(describeRun(run, options, "toMatchTrace")));
  return { pass: true, message: () => "" };
}

/** How both test runners write it. */
export const traceSerializer = {
  test: (value: unknown): value is TraceSnapshot => value instanceof TraceSnapshot,
  serialize: (value: TraceSnapshot): string => value.text,
};
