/** Steps that are known beforehand: one after the other, or side by side. */
import { randomUUID } from "node:crypto";
import { resolveTelemetry, type Telemetry, type TelemetrySpec } from "@heddle/core";
import type { RunOptions } from "./agent.ts";
import { type Observer, observerOf } from "./observer.ts";

/** One node: gets what the one before it gave. */
export type Step<In, Out> = (input: In, context: StepContext) => Out | PromiseLike<Out>;

/** What a node may know of the run it is a part of. */
export interface StepContext {
  readonly sessionId: string;
  readonly userId?: string;
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

  /** The workflow with one more node at its end. */
  step<Next>(name: string, work: Step<Out, Next>): Workflow<In, Awaited<Next>> {
    return this.#with((input, context) => this.#observe(name, name, "sequence", () => work(input as Out, context)));
  }

  /** The workflow with nodes at its end that run at the same time, on the same input. */
  parallel<B extends Branches<Out>>(name: string, branches: B): Workflow<In, Results<B>> {
    return this.#with((input, context) =>
      this.#observe(name, name, "parallel", async () => {
        const entries = Object.entries(branches).map(async ([node, work]) => {
          const branch = () => work(input as Out, context);
          return [node, await this.#observe(`${name}.${node}`, node, "parallel", branch)];
        });
        return Object.fromEntries(await Promise.all(entries));
      }),
    );
  }

  /** Resolves with what the last node gave; rejects with what one throws, or the reason of the signal. */
  async run(input: In, options: RunOptions = {}): Promise<Out> {
    const { sessionId = `run_${randomUUID()}`, userId, signal = new AbortController().signal } = options;
    const run = { session_id: sessionId, ...(userId !== undefined && { user_id: userId }) };
    const context: StepContext = { sessionId, signal, ...(userId !== undefined && { userId }) };
    return await this.#observer.inRun(run, () =>
      this.#observer.span("loom.workflow", { workflow: this.#name }, async () => {
        let value: unknown = input;
        for (const step of this.#steps) {
          signal.throwIfAborted();
          value = await step(value, context);
        }
        return value as Out;
      }),
    );
  }

  #with<Next>(step: AnyStep): Workflow<In, Next> {
    const longer = new Workflow<In, Next>(this.#name, { telemetry: this.#telemetry });
    longer.#steps.push(...this.#steps, step);
    return longer;
  }

  async #observe(step: string, node: string, pattern: string, work: () => unknown): Promise<unknown> {
    return await this.#observer.span("loom.workflow.step", { step, node, pattern }, async () => await work());
  }
}
