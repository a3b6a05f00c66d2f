/** Steps that are known beforehand: one after the other, or side by side. */
import { resolveTelemetry, type Telemetry, type TelemetrySpec } from "@heddle/core";
import { mistake } from "./mistake.ts";
import { type Observer, observerOf } from "./observer.ts";
import { type Owner, ownerOf, type RunOptions } from "./run-options.ts";
import { stoppable } from "./stoppable.ts";

/** One node: gets what the one before it gave. */
export type Step<In, Out> = (input: In, context: StepContext) => Out | PromiseLike<Out>;

/** What a node may know of the run it is a part of. */
export interface StepContext extends Owner {
  readonly signal: AbortSignal;
}

type Branches<In> = Readonly<Record<string, Step<In, unknown>>>;
type Results<B extends Branches<never>> = { -readonly [Name in keyof B]: Awaited<ReturnType<B[Name]>> };

type AnyStep = (input: unknown, context: StepContext) => unknown;

/** `new Workflow<string>("report", { telemetry }).step("research", search).parallel("review", { facts, style })`. */
export class Workflow<In, Out = In> {
  readonly #name: string;
  readonly #telemetry: Telemetry;
  readonly #observer: Observer;
  readonly #steps: AnyStep[] = [];

  /** Throws a TypeError for a telemetry that is none. */
  constructor(name: string, { telemetry }: { readonly telemetry?: TelemetrySpec } = {}) {
    this.#name = name;
    this.#telemetry = resolveTelemetry(telemetry);
    this.#observer = observerOf(this.#telemetry);
  }

  /** The workflow with one more node at its end. Throws a TypeError for work that is no function. */
  step<Next>(name: string, work: Step<Out, Next>): Workflow<In, Awaited<Next>> {
    return this.#with(this.#node(name, name, "sequence", work as AnyStep));
  }

  /**
   * The workflow with nodes at its end that run at the same time, on the same input. When one fails, the signal of the
   * others aborts. Throws a TypeError for work that is no function.
   */
  parallel<B extends Branches<Out>>(name: string, branches: B): Workflow<In, Results<B>> {
    const nodes = Object.entries(branches).map(([node, work]) => {
      return [node, this.#node(`${name}.${node}`, node, "parallel", work as AnyStep)] as const;
    });
    const fanOut: AnyStep = async (input, context) => {
      const failed = new AbortController();
      const inner = { ...context, signal: AbortSignal.any([context.signal, failed.signal]) };
      const results = nodes.map(async ([node, work]) => [node, await work(input, inner)]);
      try {
        return Object.fromEntries(await Promise.all(results));
      } finally {
        failed.abort();
        await Promise.allSettled(results);
      }
    };
    return this.#with(this.#node(name, name, "parallel", fanOut));
  }

  /** Resolves with what the last node gave; rejects with what one throws, or the reason of the signal. */
  async run(input: In, options: RunOptions = {}): Promise<Out> {
    const owner = ownerOf(options);
    const walk = async (signal: AbortSignal) => {
      let value: unknown = input;
      for (const step of this.#steps) value = await step(value, { ...owner, signal });
      return value as Out;
    };
    return await this.#observer.inRun(owner, () =>
      stoppable(owner.signal, undefined, (signal) =>
        this.#observer.span("loom.workflow", { workflow: this.#name }, () => walk(signal)),
      ),
    );
  }

  #with<Next>(step: AnyStep): Workflow<In, Next> {
    const longer = new Workflow<In, Next>(this.#name, { telemetry: this.#telemetry });
    longer.#steps.push(...this.#steps, step);
    return longer;
  }

  #node(step: string, node: string, pattern: string, work: AnyStep): AnyStep {
    if (typeof work !== "function") throw mistake(`Workflow: ${step}`, work, "give a function");
    return async (input, context) => {
      context.signal.throwIfAborted();
      return await stoppable(context.signal, undefined, (signal, aborted) =>
        this.#observer.span("loom.workflow.step", { step, node, pattern }, async () =>
          Promise.race([work(input, { ...context, signal }), aborted]),
        ),
      );
    };
  }
}
