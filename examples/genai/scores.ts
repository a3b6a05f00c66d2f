/** Judgements of a run: numbers, booleans or categories, on a span or by the id of its trace. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, evaluation, score } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

const traceId = await agent("task", { input: "Name the capital of France." }, async (run) => {
  run.output("Paris");
  run.score({ name: "quality", value: 0.95, comment: "Excellent response" });

  // A judgement that takes work, of a model or a rule, is a span.
  await evaluation("names the city", { of: run, input: "Paris" }, async () => ({ value: 1, passed: true }));
  return run.traceId;
});

// When the run is over, also in another process.
score({ name: "correct", value: true }, { traceId });
score({ name: "rating", value: "good" }, { traceId });
score({ name: "toxicity", error: new Error("the judge is down") }, { traceId });

for (const { attributes, events = [] } of memory.spans()) {
  for (const { "gen_ai.evaluation.name": name, ...judgement } of [
    attributes,
    ...events.map((event) => event.attributes),
  ]) {
    const { "gen_ai.evaluation.score.value": value, "gen_ai.evaluation.score.label": label } = judgement;
    const { "gen_ai.evaluation.explanation": comment, "error.message": error } = judgement;
    if (name !== undefined) console.log(`${name}:`, value ?? "-", label ?? "-", comment ?? error ?? "-");
  }
}

// Output:
// names the city: 1 pass -
// quality: 0.95 - Excellent response
// correct: 1 pass -
// rating: - good -
// toxicity: - - the judge is down
