/** What people say of a run, when it is over or while it is going on. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, currentTrace, feedback } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

const traceId = agent("support", { input: "What's my balance?" }, (run) => run.traceId);

// Later, and in another process, by the id of the trace.
feedback({ rating: 5, comment: "Accurate and helpful" }, { traceId });
feedback({ rating: 1, comment: "Hallucinated facts", tags: ["inaccurate"], userId: "alice" }, { traceId });

// While it is going on, from anywhere in it.
agent("support", { input: "Transfer $100" }, () => currentTrace()?.feedback({ rating: -1 }));

for (const { name, attributes, events = [] } of memory.spans()) {
  const { "gen_ai.evaluation.score.value": rating, ...more } = events[0]?.attributes ?? attributes;
  if (rating !== undefined)
    console.log(name, rating, more["gen_ai.evaluation.explanation"] ?? "-", more["tag.tags"] ?? "-");
}

// Output:
// feedback 5 Accurate and helpful -
// feedback 1 Hallucinated facts [ 'inaccurate' ]
// support -1 - -
