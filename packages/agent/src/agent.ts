/** A small agent: instructions, a model and tools, and a Telemetry that sees what it does. */
import { resolveTelemetry, type Telemetry, type TelemetrySpec } from "@heddle/core";
import type { AgentEvent, Emit, RunResult } from "./agent-event.ts";
import { type Budget, Meter } from "./budget.ts";
import { checkAgent } from "./check-agent.ts";
import { delegateTool } from "./delegate.ts";
import { extractInto, type Memory } from "./memory.ts";
import { mistake } from "./mistake.ts";
import type { Message, Model } from "./model.ts";
import { msSince } from "./ms-since.ts";
import { type Observer, observerOf } from "./observer.ts";
import { type Run, runTurns } from "./run.ts";
import { ownerOf, type RunOptions } from "./run-options.ts";
import { stoppable } from "./stoppable.ts";
import type { Tool } from "./tool.ts";

/** What an agent is made of. */
export interface AgentOptions {
  readonly model: Model;
  readonly tools?: readonly Tool[];
  /** Agents that it may hand work to, by name: they get a tool, `delegate`. Those without a telemetry take this one's, and its `captureContent`. */
  readonly workers?: Readonly<Record<string, Agent>>;
  /** Any telemetry, or what `resolveTelemetry` takes: `"console"`, `"file:traces.jsonl"`. Nothing is recorded unless given. */
  readonly telemetry?: TelemetrySpec;
  /** Whether spans say what models and tools were given and gave, too; not unless told: it may be private, and is long. */
  readonly captureContent?: boolean;
  readonly memory?: Memory;
  /** Of each run; what its workers use is counted by their own. */
  readonly budget?: Budget;
  /** 10 unless given. */
  readonly maxTurns?: number;
  /** How often a model is asked again after an error that may pass; 2 unless given. */
  readonly maxRetries?: number;
  /** Milliseconds on a clock that never goes back; `performance.now` unless given. */
  readonly now?: () => number;
}

/** What spans and metrics call the way that this agent thinks: it reasons and acts by turns. */
const ARCHITECTURE = "react";

/** Instructions, a model and tools. A run goes on by turns until the model has nothing more to ask for. */
export class Agent {
  readonly #instructions: string;
  readonly #options: AgentOptions;
  readonly #observer: Observer;
  readonly #tools: readonly Tool[];
  readonly #now: () => number;

  /** Throws a TypeError for options that no run could go by. */
  constructor(instructions: string, options: AgentOptions) {
    if (typeof options !== "object" || options === null) throw mistake("Agent: options", options, "give { model }");
    const { telemetry, tools = [], workers = {}, now = () => performance.now() } = options;
    if (!Array.isArray(tools)) throw mistake("Agent: tools", tools, "give a list");
    const resolved = resolveTelemetry(telemetry);
    this.#instructions = instructions;
    this.#options = options;
    this.#now = now;
    this.#observer = observerOf(resolved);
    const bound = Object.entries(workers).map(([name, worker]) => {
      if (!(worker instanceof Agent)) throw mistake(`Agent: workers.${name}`, worker, "give an Agent");
      return [name, worker.#inheriting({ ...options, telemetry: resolved })] as const;
    });
    this.#tools = bound.length === 0 ? tools : [...tools, delegateTool(Object.fromEntries(bound))];
    checkAgent(instructions, options, this.#tools);
  }

  /** Resolves with what came of it. Rejects with what the model throws, or with the reason of the signal. */
  run(input: string, options: RunOptions = {}): Promise<RunResult> {
    return this.#run(input, options, () => undefined);
  }

  /** The same, told while it goes on. Whoever stops listening calls the run off. */
  stream(input: string, options: RunOptions = {}): AsyncGenerator<AgentEvent, void, undefined> {
    const left = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal;
    const events = this.#events(input, { ...options, signal }, left);
    // A generator's own return waits for the event that is asked for.
    const leave = events.return.bind(events);
    events.return = (value) => {
      left.abort();
      return leave(value);
    };
    return events;
  }

  async *#events(input: string, options: RunOptions, left: AbortController): AsyncGenerator<AgentEvent, void> {
    const { readable, writable } = new TransformStream<AgentEvent, AgentEvent>();
    const events = writable.getWriter();
    // The run goes no faster than its events are taken; when nobody takes them any more, its signal stops it.
    const emit = (event: AgentEvent) => events.write(event).catch(() => {});
    const running = this.#run(input, options, emit);
    running
      .then((result) => emit({ type: "done", result }).then(() => events.close()))
      .catch((error) => events.abort(error));
    try {
      for await (const event of readable) yield event;
    } finally {
      left.abort();
      await running.catch(() => {});
    }
  }

  /** An agent that was made without a telemetry takes its supervisor's. */
  #inheriting({ telemetry, captureContent = false }: AgentOptions & { telemetry: Telemetry }): Agent {
    return this.#options.telemetry === undefined
      ? new Agent(this.#instructions, { captureContent, ...this.#options, telemetry })
      : this;
  }

  async #run(input: string, options: RunOptions, emit: Emit): Promise<RunResult> {
    const owner = ownerOf(options);
    if (typeof input !== "string") throw mistake("run: input", input, "give text");
    const { model, memory, captureContent = false, budget = {}, maxTurns = 10, maxRetries = 2 } = this.#options;
    const [tools, observer, now, meter] = [this.#tools, this.#observer, this.#now, new Meter(budget)];
    const messages: Message[] = [{ role: "system", content: this.#instructions }];
    const run = {
      model,
      tools,
      memory,
      captureContent,
      observer,
      meter,
      messages,
      emit,
      owner,
      maxTurns,
      maxRetries,
      now,
    };
    return await observer.inRun(owner, async () => {
      const result = await stoppable(owner.signal, budget.maxWallClockMs, (signal, aborted) =>
        observed({ ...run, signal, aborted }, input),
      );
      if (memory !== undefined) await extractInto(memory, run);
      return result;
    });
  }
}

/** A run has a span, and a duration however it ends. */
function observed(run: Run, input: string): Promise<RunResult> {
  const { observer, now } = run;
  const startedAt = now();
  return observer.span("loom.run", { architecture: ARCHITECTURE }, async (span) => {
    try {
      const result = await runTurns(run, input);
      span.set({ turns: result.turns, stop_reason: result.stopReason });
      return result;
    } finally {
      observer.metric("loom.session.duration_ms", msSince(startedAt, now), { architecture: ARCHITECTURE });
    }
  });
}
