/** A run that happened elsewhere: its ids, its times and its first token are told. */
import { InMemoryTelemetry } from "@heddle/core";
import { configure, llm } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

const startTime = Date.UTC(2026, 10, 21, 9, 30);
const call = llm.start("answer", {
  traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
  spanId: "00f067aa0ba902b7",
  startTime,
  model: "openai/gpt-4o",
});
call.firstToken(startTime + 320);
call.end(startTime + 2500);

const [span] = memory.spans();
console.log(span?.traceId, span?.spanId);
console.log(new Date(span?.startedAt ?? 0).toISOString(), span?.durationMs);
console.log(span?.attributes["gen_ai.response.time_to_first_chunk"], span?.attributes["gen_ai.provider.name"]);

// Output:
// 4bf92f3577b34da6a3ce929d0e0e4736 00f067aa0ba902b7
// 2026-11-21T09:30:00.000Z 2500
// 0.32 openai
