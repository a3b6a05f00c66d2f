/** A run as a snapshot keeps it: text that is written without quotes around it. */
import { describeRun } from "./trace-text.ts";
import type { TraceTextOptions } from "./trace-text-options.ts";

/** The text of a run, told apart from other texts. */
export class TraceSnapshot {
  readonly text: string;

  /** Throws a TypeError for `.not`, and for what `traceText` throws one for. */
  constructor(run: unknown, options: TraceTextOptions, isNot: boolean) {
    if (isNot) throw new TypeError("toMatchTrace: .not has no snapshot to keep; compare two runs with traceText()");
    this.text = describeRun(run, options, "toMatchTrace");
  }
}

/** How both test runners write it. */
export const traceSerializer = {
  test: (value: unknown): value is TraceSnapshot => value instanceof TraceSnapshot,
  serialize: (value: TraceSnapshot): string => value.text,
};
