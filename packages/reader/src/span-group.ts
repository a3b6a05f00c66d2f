/** Adds up the spans of one name. */
import { DurationGroup, type Durations } from "./duration-group.ts";
import type { TraceStatus } from "./trace.ts";
import { addUsage, noUsage, type Usage } from "./usage.ts";

/** The spans of one name and type. */
export interface NameStatistics extends Usage {
  readonly name: string;
  readonly type?: string;
  readonly count: number;
  readonly errors: number;
  readonly interrupted: number;
  readonly durations: Durations;
}

/** The spans of one name, while they are counted. */
export class SpanGroup {
  readonly #name: string;
  readonly #type: string | undefined;
  readonly #durations = new DurationGroup();
  #counts = { count: 0, errors: 0, interrupted: 0 };
  #usage: Usage = noUsage;

  constructor(name: string, type: string | undefined) {
    this.#name = name;
    this.#type = type;
  }

  add(status: TraceStatus, durationMs: number | undefined, usage: Partial<Usage>): void {
    this.#counts.count++;
    if (status === "error") this.#counts.errors++;
    if (status === "interrupted") this.#counts.interrupted++;
    if (durationMs !== undefined) this.#durations.add(durationMs);
    this.#usage = addUsage(this.#usage, usage);
  }

  result(): NameStatistics {
    const type = this.#type === undefined ? {} : { type: this.#type };
    return { name: this.#name, ...type, ...this.#counts, durations: this.#durations.result(), ...this.#usage };
  }
}
