/** All four sinks with one agent: the telemetry is what changes, never the agent. */
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent, ScriptedModel, tool } from "@heddle/agent";
import { ConsoleTelemetry, FileTelemetry, InMemoryTelemetry, MultiTelemetry, type Telemetry } from "@heddle/core";

const path = join(mkdtempSync(join(tmpdir(), "heddle-")), "traces.jsonl");
const memory = new InMemoryTelemetry();
const watched = new ConsoleTelemetry({ stream: process.stdout, showMetrics: false });
const file = new FileTelemetry(path);

await ask(memory);
console.log("in memory:", memory.spans().length, "spans,", memory.metrics().length, "metrics");

await ask(watched);

await ask(file);
console.log(
  "on disk:",
  readFileSync(path, "utf8")
    .split("\n")
    .filter((line) => line.includes('"kind":"span",')).length,
  "spans",
);

memory.clear();
await ask(new MultiTelemetry([memory, file]));
const onDisk = readFileSync(path, "utf8");
console.log(
  "the same ids in both:",
  memory.spans().every(({ spanId }) => onDisk.includes(spanId)),
);
console.log(
  "and still assertable:",
  memory.spans().some(({ name }) => name === "loom.tool"),
);

async function ask(telemetry: Telemetry): Promise<void> {
  const add = tool<{ a: number; b: number }>({
    name: "add",
    execute: ({ a, b }) => a + b,
    parameters: { type: "object" },
  });
  const calls = [{ id: "c1", name: "add", arguments: { a: 2, b: 3 } }];
  const model = new ScriptedModel([{ toolCalls: calls }, { text: "5" }]);
  await new Agent("You add.", { model, tools: [add], telemetry }).run("2 + 3?", { userId: "alice", sessionId: "s" });
}

// Output:
// in memory: 6 spans, 6 metrics
// • loom.run (<ms>ms) architecture=react, session_id=s, user_id=alice, turns=2, stop_reason=done
//   • loom.turn (<ms>ms) turn=0
//     • loom.model.stream (<ms>ms) model=ScriptedModel, retries=0, tokens_in=5, tokens_out=1
//     • loom.tool (<ms>ms) tool=add, call_id=c1, ok=true, duration_ms=<ms>
//   • loom.turn (<ms>ms) turn=1
//     • loom.model.stream (<ms>ms) model=ScriptedModel, retries=0, tokens_in=6, tokens_out=1
// on disk: 6 spans
// the same ids in both: true
// and still assertable: true
