/** A supervisor and its workers: one trace, each sub-agent's run below the call that started it. */
import { Agent, ScriptedModel } from "@heddle/agent";
import { ConsoleTelemetry } from "@heddle/core";

const worker = (text: string) => new Agent("You help.", { model: new ScriptedModel([{ text }]) });
const delegate = (id: string, worker: string) => ({ id, name: "delegate", arguments: { worker, task: "Go." } });
const model = new ScriptedModel([
  { text: "Let me think.", toolCalls: [delegate("c1", "researcher"), delegate("c2", "writer")] },
  { text: "Here it is." },
]);
const telemetry = new ConsoleTelemetry({ stream: process.stdout, showMetrics: false });
const workers = { researcher: worker("It is cold."), writer: worker("Brr.") };

await new Agent("You supervise.", { model, workers, telemetry }).run("Write about Oslo.", { sessionId: "s" });

// Output:
// • loom.run (<ms>ms) architecture=react, session_id=s, turns=2, stop_reason=done
//   • loom.turn (<ms>ms) turn=0
//     • loom.model.stream (<ms>ms) model=ScriptedModel, retries=0, tokens_in=5, tokens_out=5
//     • loom.tool (<ms>ms) tool=delegate, worker=researcher, call_id=c1, ok=true, duration_ms=<ms>
//       • loom.run (<ms>ms) architecture=react, turns=1, stop_reason=done
//         • loom.turn (<ms>ms) turn=0
//           • loom.model.stream (<ms>ms) model=ScriptedModel, retries=0, tokens_in=3, tokens_out=3
//     • loom.tool (<ms>ms) tool=delegate, worker=writer, call_id=c2, ok=true, duration_ms=<ms>
//       • loom.run (<ms>ms) architecture=react, turns=1, stop_reason=done
//         • loom.turn (<ms>ms) turn=0
//           • loom.model.stream (<ms>ms) model=ScriptedModel, retries=0, tokens_in=3, tokens_out=1
//   • loom.turn (<ms>ms) turn=1
//     • loom.model.stream (<ms>ms) model=ScriptedModel, retries=0, tokens_in=12, tokens_out=3
