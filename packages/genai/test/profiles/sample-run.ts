/** A run that has everything in it: what each profile is tried on. */
import {
  agent,
  chain,
  embedding,
  evaluation,
  feedback,
  guardrail,
  llm,
  retrieval,
  type Settings,
  score,
  tool,
} from "@heddle/genai";
import type { ManualClock } from "../../../core/test/manual-clock.ts";
import { type Recorded, recording } from "../recording.ts";

/** In all that people, models, tools and searches say. */
export const SECRET = "marzipan";

const question = `Is the ${SECRET} shop open in Oslo, and is it cold there?`;

const tools = [
  { type: "function", name: "hours", parameters: { type: "object", properties: { shop: { type: "string" } } } },
  { type: "function", name: "weather", description: "Of today" },
] as const;

const conversation = [
  { role: "system", content: `You work for the ${SECRET} guild.` },
  { role: "user", content: question },
  {
    role: "assistant",
    content: `Let me look for ${SECRET}.`,
    tool_calls: [
      { id: "c1", type: "function", function: { name: "hours", arguments: `{"shop":"${SECRET}"}` } },
      { id: "c2", type: "function", function: { name: "weather", arguments: '{"city":"Oslo"}' } },
    ],
  },
  { role: "tool", tool_call_id: "c1", content: `{"${SECRET}":"9-17"}` },
  { role: "tool", tool_call_id: "c2", content: "-2 °C" },
];

const answer = {
  id: "resp-1",
  model: "gpt-5-2025-08-07",
  choices: [
    { finish_reason: "stop", message: { role: "assistant", content: `The ${SECRET} shop is open; it is cold.` } },
  ],
  usage: {
    prompt_tokens: 120,
    completion_tokens: 30,
    prompt_tokens_details: { cached_tokens: 20 },
    completion_tokens_details: { reasoning_tokens: 10 },
  },
};

/** Runs it, and gives what was recorded. */
export function sampleRun(settings: Omit<Settings, "telemetry" | "clock"> = {}): Recorded {
  const recorded = recording({ environment: "staging", version: "1.2.3", ...settings });
  runSample(recorded.clock);
  return recorded;
}

/** Runs it where `configure()` says. */
export function runSample(clock: ManualClock): void {
  const options = { userId: "alice", sessionId: "s-1", tags: ["shop", "beta"], metadata: { plan: "pro", seats: 3 } };
  agent("support", { ...options, input: question }, (run) => {
    guardrail("no injection", { input: question }, () => ({ passed: true, score: 0.1, reason: "harmless" }));
    embedding("embed", { model: "text-embedding-3-small", input: [question] }, () => ({
      usage: { prompt_tokens: 9, total_tokens: 9 },
    }));
    retrieval("find shops", { input: question, dataSource: "shops", topK: 2 }, () => [
      { id: "d1", score: 0.9, content: `${SECRET}: Storgata 1`, metadata: { street: SECRET } },
      { id: "d2", score: 0.4, content: `${SECRET} museum` },
    ]);
    tool("hours", { input: { shop: SECRET }, callId: "c1" }, () => ({ [SECRET]: "9-17" }));
    tool("weather", { input: { city: "Oslo" }, callId: "c2" }, () => "-2 °C");
    callModel(clock);
    evaluation("politeness", { of: run, input: question }, () => ({ value: true, comment: "says please" }));
    feedback({ rating: 5, comment: "thanks" });
    chain("tell the shop", {}, callNobody);
    return `The ${SECRET} shop is open; it is cold.`;
  });
}

function callModel(clock: ManualClock): void {
  const request = { model: "gpt-5", messages: conversation, temperature: 0.2, max_tokens: 500 };
  llm("answer", { request, tools, level: "debug" }, (span) => {
    span.prompt({ name: "shop", version: 3 }, { what: SECRET });
    clock.advance(250);
    span.firstToken();
    clock.advance(750);
    score({ name: "relevance", value: 0.8, comment: "to the point", id: "r1" });
    return answer;
  });
}

function callNobody(): void {
  try {
    tool("call", { input: SECRET }, () => {
      throw new RangeError("nobody there");
    });
  } catch {
    // The span has it.
  }
}
