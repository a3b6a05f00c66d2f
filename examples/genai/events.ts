/** Things that happen on the way, on any span, at any time. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, currentSpan, task } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

agent("task", {}, (run) => {
  run.event("checkpoint-reached", { step: 1 });
  task("step-1", {}, () => currentSpan()?.event("half-way", { percent: 50 }));
  run.event("checkpoint-reached", { step: 2 });
});

for (const { name, events = [] } of memory.spans()) {
  for (const event of events) console.log(`${name}:`, event.name, event.attributes);
}

// Output:
// step-1: half-way { percent: 50 }
// task: checkpoint-reached { step: 1 }
// task: checkpoint-reached { step: 2 }
