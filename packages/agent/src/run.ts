/** One run of an agent: turn after turn, until the model has nothing more to ask for. */
import type { Emit, RunResult } from "./agent-event.ts";
import { BudgetExceededError, type Meter } from "./budget.ts";
import { callModel } from "./call-model.ts";
import { callTool } from "./call-tool.ts";
import type { Memory } from "./memory.ts";
import type { Message, Model } from "./model.ts";
import type { Observer } from "./observer.ts";
import type { Owner } from "./run-options.ts";
import type { Tool } from "./tool.ts";

/** What a run works with. */
export interface Run {
  readonly model: Model;
  readonly tools: readonly Tool[];
  readonly observer: Observer;
  readonly meter: Meter;
  readonly memory: Memory | undefined;
  /** Whether spans say what models and tools were given and gave. */
  readonly captureContent: boolean;
  /** The conversation so far; what comes is added. */
  readonly messages: Message[];
  readonly emit: Emit;
  readonly owner: Owner;
  /** Aborts with the owner's, and with a BudgetExceededError when the time is over. */
  readonly signal: AbortSignal;
  /** Rejects when `signal` aborts: not everything that is given a signal looks at it. */
  readonly aborted: Promise<never>;
  readonly maxTurns: number;
  readonly maxRetries: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

/** Answers `input`. Rejects with what the model or the memory throws, or the signal's reason. */
export async function runTurns(run: Run, input: string): Promise<RunResult> {
  const { observer, meter, messages, owner, signal, maxTurns } = run;
  let output = "";
  let turns = 0;
  let stopReason: RunResult["stopReason"] = "max_turns";
  try {
    signal.throwIfAborted();
    messages.push(...(await recalled(run, input)), { role: "user", content: input });
    for (; turns < maxTurns && stopReason !== "done"; turns++) {
      meter.check();
      const { text, isLast } = await observer.span("loom.turn", { turn: turns }, () => takeTurn(run));
      output = text;
      if (isLast) stopReason = "done";
    }
  } catch (error) {
    if (!(error instanceof BudgetExceededError)) throw error;
    observer.metric("loom.budget.exceeded", 1, { kind: error.kind });
    stopReason = "budget_exceeded";
  }
  return { output, stopReason, turns, usage: meter.used, sessionId: owner.sessionId };
}

async function recalled({ memory, owner, signal, aborted }: Run, input: string): Promise<Message[]> {
  const facts = memory === undefined ? [] : await Promise.race([memory.recall(input, { ...owner, signal }), aborted]);
  return facts.length === 0 ? [] : [{ role: "system", content: `Known facts:\n${facts.join("\n")}` }];
}

async function takeTurn(run: Run): Promise<{ text: string; isLast: boolean }> {
  const { messages } = run;
  const { text, toolCalls } = await callModel(run);
  messages.push({ role: "assistant", content: text, toolCalls });
  messages.push(...(await Promise.all(toolCalls.map((call) => callTool(run, call)))));
  return { text, isLast: toolCalls.length === 0 };
}
