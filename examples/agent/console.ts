/** Spans on the terminal while the agent runs: the same agent, another sink. */
import { Agent, ScriptedModel } from "@heddle/agent";
import { ConsoleTelemetry } from "@heddle/core";

const telemetry = new ConsoleTelemetry({ stream: process.stdout, showMetrics: false });
const model = new ScriptedModel([{ text: "Hello, Alice." }]);
const agent = new Agent("You greet.", { model, telemetry });

await agent.run("Hi.", { userId: "alice", sessionId: "run_1" });

// Output:
// • loom.run (<ms>ms) architecture=react, session_id=run_1, user_id=alice, turns=1, stop_reason=done
//   • loom.turn (<ms>ms) turn=0
//     • loom.model.stream (<ms>ms) model=ScriptedModel, retries=0, tokens_in=3, tokens_out=2
