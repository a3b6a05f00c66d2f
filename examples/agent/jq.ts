/** A run on disk, one JSON object a line, and the questions that jq answers. */
import { execFileSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Agent, ScriptedModel, tool } from "@heddle/agent";
import { FileTelemetry } from "@heddle/core";

const path = join(mkdtempSync(join(tmpdir(), "heddle-")), "traces.jsonl");
const slow = tool({ name: "slow", execute: () => new Promise((resolve) => setTimeout(resolve, 1100)) });
const model = new ScriptedModel([
  {
    toolCalls: [{ id: "c1", name: "slow", arguments: {} }],
    usage: { inputTokens: 9, outputTokens: 3, costUsd: 0.0001 },
  },
  { text: "Done." },
]);
const agent = new Agent("You take your time.", { model, tools: [slow], telemetry: new FileTelemetry(path) });
await agent.run("Take your time.", { userId: "alice", sessionId: "run_1" });

const jq = (recipe: string) => execFileSync("jq", ["-c", recipe, path], { encoding: "utf8" }).trimEnd();

console.log("Spans that took longer than a second:");
console.log(jq('select(.kind=="span" and .duration_ms > 1000) | .name'));
console.log("What one user's session did:");
console.log(jq('select(.attributes.user_id=="alice") | .kind + " " + .name'));
console.log("All cost metrics:");
console.log(jq('select(.kind=="metric" and .name=="loom.cost.usd") | [.value, .attributes]'));

// Output:
// Spans that took longer than a second:
// "loom.tool"
// "loom.turn"
// "loom.run"
// What one user's session did:
// "metric loom.tokens.input"
// "metric loom.tokens.output"
// "metric loom.cost.usd"
// "span loom.model.stream"
// "metric loom.tool.duration_ms"
// "span loom.tool"
// "span loom.turn"
// "metric loom.tokens.input"
// "metric loom.tokens.output"
// "span loom.model.stream"
// "span loom.turn"
// "metric loom.session.duration_ms"
// "span loom.run"
// All cost metrics:
// [0.0001,{"model":"ScriptedModel","user_id":"alice"}]
