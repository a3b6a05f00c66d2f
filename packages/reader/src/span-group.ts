/** Adds up the spans of one kind. */
import { DurationGroup, type Durations } from "./duration-group.ts";
import type { SpanNames } from "./span-names.ts";
import type { TraceStatus } from "./trace.ts";
import { addUsage, noUsage, type Usage } from "./usage.ts";

/** The spans of one kind. */
export interface NameStatistics extends SpanNames, Usage {
  readonly count: number;
  readonly errors: number;
  readonly interrupted: number;
  readonly durations: Durations;
}

/** The spans of one kind, while they are counted. */
export class SpanGroup {
  readonly #names: SpanNames;
  readonly #durations = new DurationGroup();
  #counts = { count: 0, errors: 0, interrupted: 0 };
  #usage: Usage = noUsage;

  constructor(names: SpanNames) {
    this.#names = names;
  }

  add(status: TraceStatus, durationMs: number | undefined, usage: Partial<Usage>): void {
    this.#counts.count++;
    if (status === "error") this.#counts.errors++;
    if (status === "interrupted") this.#counts.interrupted++;
    if (durationMs !== undefined) this.#durations.add(durationMs);
    this.#usage = addUsage(this.#usage, usage);
  }

  result(): NameStatistics {
    return { ...this.#names, ...this.#counts, durations: this.#durations.result(), ...this.#usage };
  }
}
