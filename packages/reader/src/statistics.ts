/** Tells what many traces have in common: how long things take, how often they fail, what they cost, what was for nothing. */
import { RunGroup, type RunStatistics } from "./run-group.ts";
import { type NameStatistics, SpanGroup } from "./span-group.ts";
import { keyOf, spanNames } from "./span-names.ts";
import type { Trace } from "./trace.ts";
import { noUsage } from "./usage.ts";
import { addWork, noWork, type Waste, wasteOf } from "./waste.ts";

/** What `StatisticsCollector` has found. */
export interface Statistics {
  readonly traces: number;
  /** The one that took most time first. */
  readonly names: readonly NameStatistics[];
  readonly waste: Waste;
  /** The one with most runs first. */
  readonly runs: readonly RunStatistics[];
}

/** How statistics are made. */
export interface StatisticsOptions {
  /** Whether a run did what it should; unless given, whether its status is `ok`. */
  readonly passed?: (trace: Trace) => boolean;
}

/** Further names are counted together, as `…`: names that are made up must not fill the memory. */
const MAX_NAMES = 1000;
const OTHERS = "…";

/** Takes traces one by one, and keeps none. */
export class StatisticsCollector {
  readonly #passed: (trace: Trace) => boolean;
  readonly #names = new Map<string, SpanGroup>();
  readonly #runs = new Map<string, RunGroup>();
  #traces = 0;
  #waste: Waste = { retried: noWork, failed: noWork };

  constructor({ passed = ({ status }) => status === "ok" }: StatisticsOptions = {}) {
    this.#passed = passed;
  }

  add(trace: Trace): void {
    this.#traces++;
    for (const span of trace.spans) {
      const { status, durationMs, usage = noUsage } = span;
      const names = spanNames(span);
      const make = (isOther: boolean) => new SpanGroup(isOther ? { name: OTHERS } : names);
      const group = boundedly(this.#names, keyOf(names), make);
      group.add(status, durationMs, usage);
    }
    const { retried, failed } = wasteOf(trace);
    this.#waste = { retried: addWork(this.#waste.retried, retried), failed: addWork(this.#waste.failed, failed) };
    boundedly(this.#runs, trace.name, (isOther) => new RunGroup(isOther ? OTHERS : trace.name)).add(
      trace,
      this.#passed(trace),
    );
  }

  /** Of the traces so far. */
  result(): Statistics {
    const names = [...this.#names.values()].map((group) => group.result());
    const runs = [...this.#runs.values()].map((group) => group.result());
    names.sort((a, b) => b.durations.totalMs - a.durations.totalMs);
    runs.sort((a, b) => b.runs - a.runs);
    return { traces: this.#traces, names, waste: this.#waste, runs };
  }
}

/** The statistics of `traces`. */
export function statistics(traces: Iterable<Trace>, options: StatisticsOptions = {}): Statistics {
  const collector = new StatisticsCollector(options);
  for (const trace of traces) collector.add(trace);
  return collector.result();
}

/** The group of `key`; what finds no room is one group together. */
function boundedly<T>(groups: Map<string, T>, key: string, make: (isOther: boolean) => T): T {
  const isOther = !groups.has(key) && groups.size >= MAX_NAMES;
  const found = isOther ? OTHERS : key;
  const group = groups.get(found) ?? make(isOther);
  groups.set(found, group);
  return group;
}
