/** An agent's run in typed spans of `@heddle/genai`, or the same five spans, with the same content, by `trace()`. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, llm, task, tool } from "@heddle/genai";
import type { NestedRun, Subject } from "../subject.ts";
import { chatRequest, chatResponse, city, question, weather } from "../typed-content.ts";

export function makeSubject({ isTyped }: { readonly isTyped?: boolean }): Subject {
  const telemetry = new InMemoryTelemetry();
  return {
    trace: (name, attributes, work) => telemetry.trace(name, attributes, work),
    nestedRun: isTyped ? typedRun(telemetry) : untypedRun(telemetry),
    flush: () => telemetry.flush(),
    arrived: () => telemetry.spans().length,
    clear: () => telemetry.clear(),
    dispose() {},
  };
}

function typedRun(telemetry: InMemoryTelemetry): NestedRun {
  return (i) =>
    agent("support", { telemetry, input: question, userId: "alice" }, async () => {
      await llm("plan", { request: chatRequest(i) }, async () => chatResponse(i));
      await tool("weather", { input: city }, () => task("http.request", { input: city }, async () => weather));
      const { choices } = await llm("answer", { request: chatRequest(i) }, async () => chatResponse(i));
      return choices[0]?.message.content;
    });
}

/** What a typed span records, written by hand: the content as JSON, and the names of the GenAI conventions. */
function untypedRun(telemetry: InMemoryTelemetry): NestedRun {
  const ask = (name: string, i: number) =>
    telemetry.trace(name, requestAttributes(i), async (span) => {
      const response = chatResponse(i);
      span.set(responseAttributes(response));
      return response;
    });
  const look = (name: string, attributes: Record<string, string>, work: () => Promise<typeof weather>) =>
    telemetry.trace(name, { ...attributes, "heddle.input": JSON.stringify(city) }, async (span) => {
      const result = await work();
      span.set({ "heddle.output": JSON.stringify(result) });
      return result;
    });
  return (i) =>
    telemetry.trace(
      "support",
      { "gen_ai.agent.name": "support", "user.id": "alice", "heddle.input": question },
      async (run) => {
        await ask("plan", i);
        await look("weather", { "gen_ai.tool.name": "weather", "gen_ai.tool.type": "function" }, () =>
          look("http.request", {}, async () => weather),
        );
        const { choices } = await ask("answer", i);
        run.set({ "heddle.output": choices[0]?.message.content });
      },
    );
}

function requestAttributes(i: number): Record<string, string | number> {
  const { model, temperature, messages } = chatRequest(i);
  return {
    "gen_ai.operation.name": "chat",
    "gen_ai.provider.name": "openai",
    "gen_ai.request.model": model,
    "gen_ai.request.temperature": temperature,
    "gen_ai.input.messages": JSON.stringify(messages),
  };
}

function responseAttributes({
  id,
  model,
  choices,
  usage,
}: ReturnType<typeof chatResponse>): Record<string, string | number> {
  return {
    "gen_ai.response.id": id,
    "gen_ai.response.model": model,
    "gen_ai.output.messages": JSON.stringify(choices.map(({ message }) => message)),
    "gen_ai.usage.input_tokens": usage.prompt_tokens,
    "gen_ai.usage.output_tokens": usage.completion_tokens,
  };
}
