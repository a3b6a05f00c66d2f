/** Asks the model once: one span, however often it takes. */
import { setTimeout } from "node:timers/promises";
import type { AgentEvent } from "./agent-event.ts";
import type { Answer, Message, ModelChunk, ToolCall, Usage } from "./model.ts";
import type { Run } from "./run.ts";
import { untilAborted } from "./until-aborted.ts";

/** The first wait before another try, in milliseconds; each further one is twice as long. */
const RETRY_MS = 200;

/** Resolves with the whole answer, whose pieces `emit` got as they came. */
export function callModel(run: Run, messages: readonly Message[], emit: Emit): Promise<Answer> {
  const { model, observer, meter } = run;
  return observer.span("loom.model.stream", { model: model.name }, async (span) => {
    const answer = await ask(run, messages, emit, (retries) => span.set({ retries }));
    const { inputTokens, outputTokens, costUsd } = answer.usage;
    meter.add(answer.usage);
    span.set({ tokens_in: inputTokens, tokens_out: outputTokens });
    observer.metric("loom.tokens.input", inputTokens, { model: model.name });
    observer.metric("loom.tokens.output", outputTokens, { model: model.name });
    if (costUsd !== undefined) observer.metric("loom.cost.usd", costUsd, { model: model.name });
    return answer;
  });
}

/** Resolves when whoever listens has taken the event. */
export type Emit = (event: AgentEvent) => Promise<void>;

/** Tries again as long as nothing of an answer has come. */
async function ask(
  run: Run,
  messages: readonly Message[],
  emit: Emit,
  tried: (retries: number) => void,
): Promise<Answer> {
  const { model, tools, signal, maxRetries } = run;
  for (let retries = 0; ; retries++) {
    tried(retries);
    let hasBegun = false;
    try {
      const chunks = model.stream({ messages, tools, signal });
      const answer = collect(chunks, (event) => {
        hasBegun = true;
        return emit(event);
      });
      return await untilAborted(answer, signal);
    } catch (error) {
      const mayRetry = (error as { isRetryable?: unknown } | undefined)?.isRetryable === true;
      if (!mayRetry || hasBegun || retries >= maxRetries) throw error;
      await setTimeout(RETRY_MS * 2 ** retries, undefined, { signal });
    }
  }
}

async function collect(chunks: AsyncIterable<ModelChunk>, emit: Emit): Promise<Answer> {
  let text = "";
  let usage: Usage = { inputTokens: 0, outputTokens: 0 };
  const toolCalls: ToolCall[] = [];
  for await (const chunk of chunks) {
    if (chunk.type === "finish") usage = chunk.usage;
    else {
      if (chunk.type === "text") text += chunk.text;
      else toolCalls.push(chunk.call);
      await emit(chunk);
    }
  }
  return { text, toolCalls, usage };
}
