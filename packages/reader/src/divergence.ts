/** Finds where the runs of an agent first go different ways, run by run. */
import { keyOf, type SpanNames, spanNames } from "./span-names.ts";
import type { Trace } from "./trace.ts";

/** One of the ways that runs go: which span comes next; without a name where the run ends. */
export interface Branch extends Partial<SpanNames> {
  readonly runs: number;
  readonly passed: number;
}

/** The first step that is not the same in all runs. */
export interface Divergence {
  /** How many spans all runs have in common before it, parents before their children. */
  readonly commonSpans: number;
  /** The last of these. */
  readonly after?: string;
  /** The way that most runs go first. */
  readonly branches: readonly Branch[];
}

interface Step {
  /** The same for the same step at the same depth. */
  readonly key: string;
  readonly names: SpanNames;
}

interface OpenBranch {
  readonly step: Step | undefined;
  runs: number;
  passed: number;
}

/** Compares each run with the first one: the first step that any of them takes differently is where they part. */
export class DivergenceFinder {
  #first: readonly Step[] | undefined;
  #at = Number.POSITIVE_INFINITY;
  #branches = new Map<string | undefined, OpenBranch>();
  #runs = 0;
  #passed = 0;

  add(trace: Trace, hasPassed: boolean): void {
    const steps = stepsOf(trace);
    this.#first ??= steps;
    const at = partingOf(this.#first, steps);
    if (at < this.#at) {
      this.#at = at;
      this.#branches = new Map();
      this.#count(this.#first[at], this.#runs, this.#passed);
    }
    if (this.#at !== Number.POSITIVE_INFINITY)
      this.#count((at === this.#at ? steps : this.#first)[this.#at], 1, Number(hasPassed));
    this.#runs++;
    this.#passed += Number(hasPassed);
  }

  /** `undefined` as long as all runs took the same steps. */
  result(): Divergence | undefined {
    if (this.#first === undefined || this.#at === Number.POSITIVE_INFINITY) return undefined;
    const after = this.#first[this.#at - 1];
    const branches = [...this.#branches.values()].sort((a, b) => b.runs - a.runs);
    return {
      commonSpans: this.#at,
      ...(after !== undefined && { after: nameOf(after) }),
      branches: branches.map(({ step, runs, passed }) => ({
        ...step?.names,
        runs,
        passed,
      })),
    };
  }

  #count(step: Step | undefined, runs: number, passed: number): void {
    const branch = this.#branches.get(step?.key) ?? { step, runs: 0, passed: 0 };
    branch.runs += runs;
    branch.passed += passed;
    this.#branches.set(step?.key, branch);
  }
}

function stepsOf({ spans }: Trace): Step[] {
  return spans.map((span) => {
    const names = spanNames(span);
    return { key: `${span.depth} ${keyOf(names)}`, names };
  });
}

/** `loom.tool search` */
function nameOf({ names: { name, tool } }: Step): string {
  return tool === undefined ? name : `${name} ${tool}`;
}

/** The place of the first step that differs; infinite where none does. */
function partingOf(a: readonly Step[], b: readonly Step[]): number {
  const length = Math.max(a.length, b.length);
  for (let at = 0; at < length; at++) if (a[at]?.key !== b[at]?.key) return at;
  return Number.POSITIVE_INFINITY;
}
