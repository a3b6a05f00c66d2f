/** Asks the model once: one span, however often it takes. */
import { setTimeout } from "node:timers/promises";
import type { Emit } from "./agent-event.ts";
import type { Answer, ModelChunk, ToolCall, Usage } from "./model.ts";
import type { Run } from "./run.ts";
import { spokenAnswer, spokenMessage } from "./spoken-message.ts";

/** The first wait before another try, in milliseconds; each further one is twice as long. */
const RETRY_MS = 200;
/** The longest wait that a server may ask for. */
const MAX_WAIT_MS = 60_000;

type Refusal = { readonly isRetryable?: unknown; readonly responseHeaders?: Readonly<Record<string, string>> };

/** Resolves with the whole answer, whose pieces were emitted as they came. */
export function callModel(run: Run): Promise<Answer> {
  const { model, observer, meter, messages, captureContent } = run;
  const given = captureContent ? { "gen_ai.input.messages": messages.map(spokenMessage) } : {};
  return observer.span("loom.model.stream", { model: model.name, ...given }, async (span) => {
    const answer = await ask(run, (retries) => span.set({ retries }));
    const { inputTokens, outputTokens, costUsd } = answer.usage;
    meter.add(answer.usage);
    span.set({ tokens_in: inputTokens, tokens_out: outputTokens });
    if (captureContent) span.set({ "gen_ai.output.messages": [spokenAnswer(answer)] });
    observer.metric("loom.tokens.input", inputTokens, { model: model.name });
    observer.metric("loom.tokens.output", outputTokens, { model: model.name });
    if (costUsd !== undefined) observer.metric("loom.cost.usd", costUsd, { model: model.name });
    return answer;
  });
}

/** Tries again as long as nothing of an answer has come. */
async function ask(run: Run, tried: (retries: number) => void): Promise<Answer> {
  const { model, messages, tools, signal, aborted, maxRetries, emit } = run;
  for (let retries = 0; ; retries++) {
    tried(retries);
    let hasBegun = false;
    try {
      const chunks = model.stream({ messages, tools, signal });
      const answer = collect(chunks, signal, (event) => {
        hasBegun = true;
        return emit(event);
      });
      return await Promise.race([answer, aborted]);
    } catch (error) {
      signal.throwIfAborted();
      const { isRetryable, responseHeaders }: Refusal = error ?? {};
      if (isRetryable !== true || hasBegun || retries >= maxRetries) throw error;
      const askedMs = Number(responseHeaders?.["retry-after"]) * 1000;
      const waitMs = askedMs > 0 && askedMs <= MAX_WAIT_MS ? askedMs : RETRY_MS * 2 ** retries;
      await setTimeout(waitMs, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }
}

async function collect(chunks: AsyncIterable<ModelChunk>, signal: AbortSignal, emit: Emit): Promise<Answer> {
  let text = "";
  let usage: Usage = { inputTokens: 0, outputTokens: 0 };
  const toolCalls: ToolCall[] = [];
  for await (const chunk of chunks) {
    signal.throwIfAborted();
    if (chunk.type === "finish") usage = chunk.usage;
    else {
      if (chunk.type === "text") text += chunk.text;
      else toolCalls.push(chunk.call);
      await emit(chunk);
    }
  }
  return { text, toolCalls, usage };
}
