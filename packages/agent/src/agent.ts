/** A small agent: instructions, a model and tools, and a Telemetry that sees what it does. */
import { randomUUID } from "node:crypto";
import { resolveTelemetry, type Telemetry, type TelemetrySpec } from "@heddle/core";
import type { AgentEvent, RunResult } from "./agent-event.ts";
import { type Budget, limitTime, Meter } from "./budget.ts";
import type { Emit } from "./call-model.ts";
import { delegateTool } from "./delegate.ts";
import { extractInto, type Memory } from "./memory.ts";
import type { Message, Model } from "./model.ts";
import { msSince } from "./ms-since.ts";
import { type ObservedSpan, type Observer, observerOf } from "./observer.ts";
import { type Run, runTurns } from "./run.ts";
import type { Tool } from "./tool.ts";

/** What an agent is made of. */
export interface AgentOptions {
  readonly model: Model;
  readonly tools?: readonly Tool[];
  /** Agents that it may hand work to, by name: they get a tool, `delegate`. Those without a telemetry take this one's. */
  readonly workers?: Readonly<Record<string, Agent>>;
  /** Any telemetry, or what `resolveTelemetry` takes: `"console"`, `"file:traces.jsonl"`. Nothing is recorded unless given. */
  readonly telemetry?: TelemetrySpec;
  readonly memory?: Memory;
  /** Of each run. */
  readonly budget?: Budget;
  /** 10 unless given. */
  readonly maxTurns?: number;
  /** How often a model is asked again after an error that may pass; 2 unless given. */
  readonly maxRetries?: number;
  /** Milliseconds on a clock that never goes back; `performance.now` unless given. */
  readonly now?: () => number;
}

/** Whose run it is, and when it is called off. */
export interface RunOptions {
  readonly userId?: string;
  /** A new one unless given. */
  readonly sessionId?: string;
  readonly signal?: AbortSignal;
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

  /** Throws a TypeError for a telemetry that is none. */
  constructor(instructions: string, options: AgentOptions) {
    const { telemetry, tools = [], workers = {}, now = () => performance.now() } = options;
    const resolved = resolveTelemetry(telemetry);
    this.#instructions = instructions;
    this.#options = options;
    this.#now = now;
    this.#observer = observerOf(resolved);
    const bound = Object.entries(workers).map(([name, worker]) => [name, worker.#inheriting(resolved)] as const);
    this.#tools = bound.length === 0 ? tools : [...tools, delegateTool(Object.fromEntries(bound))];
  }

  /** Resolves with what came of it. Rejects with what the model throws, or with the reason of the signal. */
  run(input: string, options: RunOptions = {}): Promise<RunResult> {
    return this.#run(input, options, async () => {});
  }

  /** The same, told while it goes on. Whoever stops listening calls the run off. */
  async *stream(input: string, options: RunOptions = {}): AsyncGenerator<AgentEvent, void, undefined> {
    const left = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, left.signal]) : left.signal;
    const { readable, writable } = new TransformStream<AgentEvent, AgentEvent>();
    const events = writable.getWriter();
    // The run goes no faster than its events are taken; when nobody takes them any more, its signal stops it.
    const emit = (event: AgentEvent) => events.write(event).catch(() => {});
    const running = this.#run(input, { ...options, signal }, emit);
    running
      .then((result) => emit({ type: "done", result }).then(() => events.close()))
      .catch((error) => events.abort(error));
    try {
      yield* readable;
    } finally {
      left.abort();
      await running.catch(() => {});
    }
  }

  /** An agent that was made without a telemetry takes its supervisor's. */
  #inheriting(telemetry: Telemetry): Agent {
    return this.#options.telemetry === undefined
      ? new Agent(this.#instructions, { ...this.#options, telemetry })
      : this;
  }

  #run(input: string, options: RunOptions, emit: Emit): Promise<RunResult> {
    const { sessionId = `run_${randomUUID()}`, userId } = options;
    const owner = { ...options, sessionId };
    return this.#observer.inRun(
      { session_id: sessionId, ...(userId !== undefined && { user_id: userId }) },
      async () => {
        const messages: Message[] = [{ role: "system", content: this.#instructions }];
        const result = await this.#observer.span("loom.run", { architecture: ARCHITECTURE }, (span) =>
          this.#work(input, messages, owner, emit, span),
        );
        const { memory } = this.#options;
        if (memory !== undefined) await extractInto(memory, messages, this.#observer, this.#now, owner);
        return result;
      },
    );
  }

  async #work(input: string, messages: Message[], owner: Owner, emit: Emit, span: ObservedSpan): Promise<RunResult> {
    const { memory, budget = {} } = this.#options;
    const startedAt = this.#now();
    const time = limitTime(owner.signal, budget.maxWallClockMs);
    try {
      time.signal.throwIfAborted();
      const facts = memory === undefined ? [] : await memory.recall(input, owner);
      if (facts.length > 0) messages.push({ role: "system", content: `Known facts:\n${facts.join("\n")}` });
      messages.push({ role: "user", content: input });
      const result = await runTurns(this.#begin(owner, time.signal, new Meter(budget)), messages, emit);
      span.set({ turns: result.turns, stop_reason: result.stopReason });
      return result;
    } finally {
      time.stop();
      const durationMs = msSince(startedAt, this.#now);
      this.#observer.metric("loom.session.duration_ms", durationMs, { architecture: ARCHITECTURE });
    }
  }

  #begin({ sessionId, userId }: Owner, signal: AbortSignal, meter: Meter): Run {
    const { model, maxTurns = 10, maxRetries = 2 } = this.#options;
    const [tools, observer, now] = [this.#tools, this.#observer, this.#now];
    return { model, tools, observer, meter, sessionId, userId, signal, maxTurns, maxRetries, now };
  }
}

type Owner = RunOptions & { readonly sessionId: string };
