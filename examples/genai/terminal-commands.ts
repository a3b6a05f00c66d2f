/** Commands that an agent runs: told afterwards, or run in a span, with a time limit that holds. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure } from "@heddle/genai";
import { runCommand, terminalCommand } from "@heddle/genai/workspace";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

await agent("build", {}, async () => {
  terminalCommand({ command: "npm test", exitCode: 0, stdout: "All tests passed", stderr: "" });

  const { stdout } = await runCommand("node", { args: ["--print", "6 * 7"], timeoutMs: 10_000 });
  console.log(stdout.trim());

  const { exitCode, signal, timedOut } = await runCommand("sleep 60", { timeoutMs: 50 });
  console.log({ exitCode, signal, timedOut });
});

for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));

// Output:
// 42
// { exitCode: null, signal: 'SIGTERM', timedOut: true }
// Trace: build (<ms>ms) ok
// 4 spans, 1 error
// └── [agent] build +<ms>ms [<ms>ms] ✓
//     ├── [task] run npm +<ms>ms [<ms>ms] ✓
//     ├── [task] run node +<ms>ms [<ms>ms] ✓
//     └── [task] run sleep +<ms>ms [<ms>ms] ✗
//             error: CommandFailure: timed out
