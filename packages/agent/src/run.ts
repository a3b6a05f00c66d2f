/** One run of an agent: turn after turn, until the model has nothing more to ask for. */
import type { RunResult } from "./agent-event.ts";
import { BudgetExceededError, type Meter } from "./budget.ts";
import { callModel, type Emit } from "./call-model.ts";
import { callTool } from "./call-tool.ts";
import type { Message, Model } from "./model.ts";
import type { Observer } from "./observer.ts";
import type { Tool } from "./tool.ts";

/** What a run works with. */
export interface Run {
  readonly model: Model;
  readonly tools: readonly Tool[];
  readonly observer: Observer;
  readonly meter: Meter;
  readonly sessionId: string;
  readonly userId: string | undefined;
  /** Aborts with the run's signal, and with a BudgetExceededError when its time is over. */
  readonly signal: AbortSignal;
  readonly maxTurns: number;
  readonly maxRetries: number;
  /** Milliseconds on a clock that never goes back. */
  readonly now: () => number;
}

/** Goes on with `messages`, and adds to them. Rejects with what the model throws, or the signal's reason. */
export async function runTurns(run: Run, messages: Message[], emit: Emit): Promise<RunResult> {
  const { observer, meter, sessionId, maxTurns } = run;
  let output = "";
  let turns = 0;
  let stopReason: RunResult["stopReason"] = "max_turns";
  try {
    for (; turns < maxTurns && stopReason !== "done"; turns++) {
      meter.check();
      const { text, isLast } = await observer.span("loom.turn", { turn: turns }, () => takeTurn(run, messages, emit));
      output = text;
      if (isLast) stopReason = "done";
    }
  } catch (error) {
    if (!(error instanceof BudgetExceededError)) throw error;
    observer.metric("loom.budget.exceeded", 1, { kind: error.kind });
    stopReason = "budget_exceeded";
  }
  const { inputTokens, outputTokens, costUsd } = meter;
  return { output, stopReason, turns, usage: { inputTokens, outputTokens, costUsd }, sessionId };
}

async function takeTurn(run: Run, messages: Message[], emit: Emit): Promise<{ text: string; isLast: boolean }> {
  const { text, toolCalls } = await callModel(run, messages, emit);
  messages.push({ role: "assistant", content: text, toolCalls });
  messages.push(...(await Promise.all(toolCalls.map((call) => callTool(run, call, emit)))));
  return { text, isLast: toolCalls.length === 0 };
}
