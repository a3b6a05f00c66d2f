/** A run that has no closure to stand in: it is started, and ended as good or as failed. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

const run = agent.start("my-agent", {
  input: "Tell me about AI",
  userId: "u123",
  sessionId: "s456",
  environment: "production",
});
run.output("AI is …");
run.end();

const failing = agent.start("my-agent", { input: "Tell me more" });
try {
  throw new RangeError("the context is full");
} catch (error) {
  failing.fail(error);
} finally {
  failing.end();
}

for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));

// Output:
// Trace: my-agent (<ms>ms) ok
// 1 span · user u123 · session s456
// └── [agent] my-agent +<ms>ms [<ms>ms] ✓
// Trace: my-agent (<ms>ms) error
// 1 span, 1 error
// └── [agent] my-agent +<ms>ms [<ms>ms] ✗
//         error: RangeError: the context is full
