/** An agent's run of two turns and a tool: the agent with NoTelemetry, or its loop with all telemetry taken out. */
import { randomUUID } from "node:crypto";
import { Agent, type Message, type Model, ScriptedModel, type ToolCall, tool } from "@heddle/agent";
import { NoTelemetry } from "@heddle/core";
import type { Subject } from "../subject.ts";

const INSTRUCTIONS = "You are an arithmetic assistant.";
const turns = [
  { toolCalls: [{ id: "c1", name: "add", arguments: { a: 2, b: 3 } }], usage: { inputTokens: 42, outputTokens: 12 } },
  { text: "The sum is 5.", usage: { inputTokens: 60, outputTokens: 6 } },
];
const add = tool<{ a: number; b: number }>({
  name: "add",
  parameters: { type: "object", properties: { a: { type: "integer" }, b: { type: "integer" } }, required: ["a", "b"] },
  execute: ({ a, b }) => a + b,
});
/** Starts the script anew for each run. */
const model: Model = { name: "scripted", stream: (request) => script(request.messages.length > 2 ? 1 : 0, request) };

export function makeSubject({ loop }: { readonly loop?: "agent" | "bare" }): Subject {
  const agent = new Agent(INSTRUCTIONS, { model, tools: [add], telemetry: new NoTelemetry() });
  const run = loop === "agent" ? () => agent.run("2 + 3?", { userId: "alice" }) : () => bareRun("2 + 3?", "alice");
  return {
    trace: async () => {
      throw new Error("an agent runs as a whole");
    },
    nestedRun: run,
    flush: async () => {},
    clear() {},
    dispose() {},
  };
}

function script(turn: number, request: Parameters<Model["stream"]>[0]): ReturnType<Model["stream"]> {
  return new ScriptedModel(turns.slice(turn)).stream(request);
}

/** What the agent does, line by line, but for every call of its observer. */
async function bareRun(input: string, userId: string): Promise<object> {
  const sessionId = `run_${randomUUID()}`;
  const { signal } = new AbortController();
  const used = { inputTokens: 0, outputTokens: 0, costUsd: 0 };
  const messages: Message[] = [
    { role: "system", content: INSTRUCTIONS },
    { role: "user", content: input },
  ];
  for (let turn = 0; turn < 10; turn++) {
    const { text, toolCalls } = await untilAborted(ask(messages, signal, used), signal);
    messages.push({ role: "assistant", content: text, toolCalls });
    const answers = toolCalls.map(async (call): Promise<Message> => {
      const startedAt = performance.now();
      const work = (async () => await add.call(call.arguments, { callId: call.id, sessionId, userId, signal }))();
      const content = JSON.stringify(await untilAborted(work, signal));
      const durationMs = performance.now() - startedAt;
      return { role: "tool", call, content, isError: durationMs < 0 };
    });
    messages.push(...(await Promise.all(answers)));
    if (toolCalls.length === 0) return { output: text, turns: turn + 1, usage: used, sessionId };
  }
  throw new Error("the script has only two turns");
}

async function ask(
  messages: readonly Message[],
  signal: AbortSignal,
  used: { inputTokens: number; outputTokens: number },
) {
  const toolCalls: ToolCall[] = [];
  let text = "";
  for await (const chunk of model.stream({ messages, tools: [add], signal })) {
    if (chunk.type === "finish") {
      used.inputTokens += chunk.usage.inputTokens;
      used.outputTokens += chunk.usage.outputTokens;
    } else {
      if (chunk.type === "text") text += chunk.text;
      else toolCalls.push(chunk.call);
      await undefined;
    }
  }
  return { text, toolCalls };
}

async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const stop = () => reject(signal.reason);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener("abort", stop);
  }
}
