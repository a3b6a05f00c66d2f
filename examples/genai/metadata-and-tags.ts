/** What a run is told about itself, at the start or on the way. */
import { InMemoryTelemetry } from "@heddle/core";
import { configure, custom } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory, environment: "staging", version: "3.1.0" });

custom("my-task", { tags: ["production", "important"], metadata: { version: "1.0" } }, () => {});
custom("my-task", {}, (run) => {
  run.input({ prompt: "Hello" });
  run.output({ answer: 42 });
  run.metadata({ version: "1.1" });
  run.tags("experiment");
  run.level("warn");
  run.set({ "shop.order.id": 17 });
});

for (const { attributes } of memory.spans()) console.log(attributes);

// Output:
// {
//   'heddle.span.type': 'custom',
//   'service.version': '3.1.0',
//   'tag.tags': [ 'production', 'important' ],
//   metadata: { version: '1.0' },
//   'deployment.environment.name': 'staging'
// }
// {
//   'heddle.span.type': 'custom',
//   'service.version': '3.1.0',
//   'deployment.environment.name': 'staging',
//   'input.value': { prompt: 'Hello' },
//   'input.mime_type': 'application/json',
//   'output.value': { answer: 42 },
//   'output.mime_type': 'application/json',
//   metadata: { version: '1.1' },
//   'tag.tags': [ 'experiment' ],
//   'heddle.level': 'warn',
//   'shop.order.id': 17
// }
