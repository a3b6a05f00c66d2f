/** The workloads that spans are measured in. */
import { setImmediate } from "node:timers/promises";
import type { NestedRun, Subject, Trace } from "./subject.ts";

/** So much work, in so many spans. */
export interface Shape {
  readonly spans: number;
  run(): Promise<void>;
}

export interface ShapeName {
  readonly kind: "nested" | "chains" | "branches";
  /** How many runs, chains or branches. */
  readonly times: number;
  /** Spans inside each other, in a chain. */
  readonly depth?: number;
  /** Branches that are under way at a time. */
  readonly atOnce?: number;
}

export function shapeOf({ kind, times, depth = 5, atOnce = 1 }: ShapeName, subject: Subject): Shape {
  if (kind === "nested") return nestedRuns(subject.nestedRun ?? nestedRun(subject.trace), times);
  return kind === "chains" ? chains(subject.trace, times, depth) : branches(subject.trace, times, atOnce);
}

/** `agent.run -> llm.call, tool.call -> http.request, llm.call`, five fresh attributes a span, everything async. */
function nestedRun(trace: Trace): NestedRun {
  return (i) =>
    trace("agent.run", agentAttributes(i), async () => {
      await trace("llm.call", llmAttributes(i), async () => i);
      await trace("tool.call", toolAttributes(i), async () => {
        await trace("http.request", httpAttributes(i), async () => i);
      });
      await trace("llm.call", llmAttributes(i), async () => i);
    });
}

/** One run after the other, with a turn of the event loop every 20, so that exporters and timers get theirs. */
function nestedRuns(run: NestedRun, times: number): Shape {
  return {
    spans: times * 5,
    async run() {
      for (let i = 0; i < times; i++) {
        await run(i);
        if (i % 20 === 19) await setImmediate();
      }
    },
  };
}

/** One chain after the other; the innermost span of each waits for a turn of the event loop, so that all are open. */
function chains(trace: Trace, times: number, depth: number): Shape {
  return {
    spans: times * depth,
    async run() {
      for (let i = 0; i < times; i++) await nest(trace, depth, i);
    },
  };
}

/** Branches of 2 spans, `atOnce` of them under way at a time; each span waits for a turn of the event loop. */
function branches(trace: Trace, times: number, atOnce: number): Shape {
  const branch = (i: number) =>
    trace("branch", toolAttributes(i), async () => {
      await setImmediate();
      await trace("leaf", toolAttributes(i), async () => {
        await setImmediate();
      });
    });
  return {
    spans: times * 2,
    async run() {
      for (let i = 0; i < times; i += atOnce)
        await Promise.all(Array.from({ length: atOnce }, (_, n) => branch(i + n)));
    },
  };
}

function nest(trace: Trace, depth: number, i: number): Promise<unknown> {
  return trace("step", toolAttributes(i), async () => {
    await (depth > 1 ? nest(trace, depth - 1, i) : setImmediate());
  });
}

export const agentAttributes = (i: number): Record<string, unknown> => ({
  "gen_ai.agent.name": "planner",
  "session.id": "session-17",
  "user.id": "user-4",
  "agent.turn": i,
  "agent.streaming": true,
});

export const llmAttributes = (i: number): Record<string, unknown> => ({
  "gen_ai.request.model": "gpt-5",
  "gen_ai.request.temperature": 0.2,
  "gen_ai.usage.input_tokens": 812 + i,
  "gen_ai.usage.output_tokens": 93,
  "gen_ai.response.finish_reason": "stop",
});

export const toolAttributes = (i: number): Record<string, unknown> => ({
  "gen_ai.tool.name": "search",
  "gen_ai.tool.call.id": "call-1",
  "tool.attempt": 1,
  "tool.query": "weather in Oslo",
  "tool.result_count": i,
});

export const httpAttributes = (i: number): Record<string, unknown> => ({
  "http.request.method": "GET",
  "url.full": "https://example.com/search?q=oslo",
  "http.response.status_code": 200,
  "http.response.body.size": 5000 + i,
  "network.protocol.version": "1.1",
});
