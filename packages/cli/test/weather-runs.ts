/** Recorded runs of a weather agent. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { encodeLine, type JsonObject, type SpanRecord, type SpanStart } from "@heddle/core";
import { temporaryFolder } from "./temporary-folder.ts";

/** When the runs begin: 21 November 2026, 09:30 UTC. */
export const START_MS: number = Date.UTC(2026, 10, 21, 9, 30);

/** A trace id by its number. */
export function traceIdOf(number: number): string {
  return `${number.toString(16).padStart(8, "0")}${"0".repeat(24)}`;
}

/** What a test says of a span; times are in milliseconds, from `START_MS`. */
export interface SpanFacts extends Partial<Omit<SpanRecord, "kind" | "traceId" | "spanId" | "parentSpanId">> {
  readonly id: number;
  readonly parent?: number;
  readonly trace?: number;
  readonly at?: number;
}

export function span({ id, parent, trace = 1, at = 0, durationMs = 1, ...rest }: SpanFacts): SpanRecord {
  const startedAt = START_MS + at;
  return {
    kind: "span",
    name: "step",
    traceId: traceIdOf(trace),
    spanId: spanIdOf(id),
    ...(parent !== undefined && { parentSpanId: spanIdOf(parent) }),
    startedAt,
    endedAt: startedAt + durationMs,
    durationMs,
    status: "ok",
    attributes: {},
    ...rest,
  };
}

export function start(facts: SpanFacts): SpanStart {
  const { endedAt: _, durationMs: __, status: ___, ...started } = span(facts);
  return { ...started, kind: "span_start" };
}

function spanIdOf(number: number): string {
  return number.toString(16).padStart(16, "0");
}

const failure = { type: "TimeoutError", message: "no answer", stack: "TimeoutError: no answer\n    at forecast.ts:3" };

/** How a run of the weather agent differs from others. */
export interface WeatherRun {
  readonly trace?: number;
  readonly at?: number;
  /** The first call of the tool fails, and is tried again. */
  readonly isRetried?: boolean;
  readonly model?: string;
  readonly answer?: string;
  readonly costUsd?: number;
  readonly user?: string;
  /** Further tools that it calls. */
  readonly tools?: readonly string[];
  /** It ends with an error. */
  readonly fails?: boolean;
}

/** An agent that asks a model, calls tools, and answers. */
export function weatherRun(run: WeatherRun = {}): SpanRecord[] {
  const { trace = 1, at = 0, isRetried = false, model = "m-1", answer = "Yes: 18 °C and dry.", tools = [] } = run;
  const { costUsd = 0.0021, user = "alice", fails = false } = run;
  let next = 100 * trace;
  const child = (name: string, offset: number, durationMs: number, attributes: JsonObject, more?: Partial<SpanFacts>) =>
    span({ id: ++next, parent: 100 * trace, trace, name, at: at + offset, durationMs, attributes, ...more });
  const tool = (name: string, result?: string) => ({
    "gen_ai.operation.name": "execute_tool",
    "gen_ai.tool.name": name,
    "gen_ai.tool.call.arguments": { city: "Paris" },
    ...(result !== undefined && { "gen_ai.tool.call.result": result }),
  });
  const classify = child("classify", 12, 400, {
    "gen_ai.operation.name": "chat",
    "gen_ai.request.model": model,
    "gen_ai.usage.input_tokens": 812,
    "gen_ai.usage.output_tokens": 64,
    "gen_ai.usage.cost": costUsd,
  });
  const failed = { status: "error", exception: "TimeoutError: no answer", error: failure } as const;
  const first = child("forecast", 420, 60, tool("forecast", isRetried ? undefined : "18 °C"), isRetried ? failed : {});
  const links = [{ kind: "retry_of" as const, traceId: first.traceId, spanId: first.spanId }];
  const attributes = {
    "gen_ai.operation.name": "invoke_agent",
    "user.id": user,
    "session.id": "chat-1",
    input: "Shall I go out?",
    output: answer,
  };
  const durationMs = 1200 + tools.length * 5;
  return [
    classify,
    first,
    ...(isRetried ? [child("forecast", 490, 50, tool("forecast", "18 °C"), { links })] : []),
    ...tools.map((name, index) => child(name, 600 + 10 * index, 5, tool(name, "done"))),
    span({ id: 100 * trace, trace, name: "weather_agent", at, durationMs, attributes, ...(fails && failed) }),
  ];
}

/** The path of a new recording of these. */
export function recording(records: readonly (SpanRecord | SpanStart)[], name: string = "traces.jsonl"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, linesOf(records));
  return path;
}

/** The lines of these. */
export function linesOf(records: readonly (SpanRecord | SpanStart)[]): string {
  return records.map((record) => encodeLine(record, "0a0b0c0d")).join("");
}
