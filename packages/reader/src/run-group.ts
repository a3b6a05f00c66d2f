/** Adds up the traces of one name: the runs of an agent. */
import { type Divergence, DivergenceFinder } from "./divergence.ts";
import { DurationGroup, type Durations } from "./duration-group.ts";
import type { Trace } from "./trace.ts";
import { addUsage, noUsage, type Usage } from "./usage.ts";
import { type Interval, wilsonInterval } from "./wilson-interval.ts";

/** The traces of one name. */
export interface RunStatistics extends Usage {
  readonly name: string;
  readonly runs: number;
  readonly passed: number;
  /** From 0 to 1. */
  readonly passRate: number;
  /** Where the true rate is, at a confidence of 95 %. */
  readonly passInterval: Interval;
  readonly durations: Durations;
  /** Absent when all runs took the same steps. */
  readonly divergence?: Divergence;
}

/** The traces of one name, while they are counted. */
export class RunGroup {
  readonly #name: string;
  readonly #durations = new DurationGroup();
  readonly #divergence = new DivergenceFinder();
  #runs = 0;
  #passed = 0;
  #usage: Usage = noUsage;

  constructor(name: string) {
    this.#name = name;
  }

  add(trace: Trace, hasPassed: boolean): void {
    this.#runs++;
    this.#passed += Number(hasPassed);
    if (trace.status !== "interrupted") this.#durations.add(trace.durationMs);
    this.#usage = addUsage(this.#usage, trace.totals);
    this.#divergence.add(trace, hasPassed);
  }

  result(): RunStatistics {
    const divergence = this.#divergence.result();
    return {
      name: this.#name,
      runs: this.#runs,
      passed: this.#passed,
      passRate: this.#passed / this.#runs,
      passInterval: wilsonInterval(this.#passed, this.#runs),
      durations: this.#durations.result(),
      ...this.#usage,
      ...(divergence && { divergence }),
    };
  }
}
