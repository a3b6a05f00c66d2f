/** Without a telemetry, or with NoTelemetry, an agent tells nobody anything, and calls nothing. */
import { Agent, ScriptedModel } from "@heddle/agent";
import { NoTelemetry } from "@heddle/core";

const model = () => new ScriptedModel([{ text: "Hello." }]);
const explicit = new Agent("You greet.", { model: model(), telemetry: new NoTelemetry() });
const implicit = new Agent("You greet.", { model: model() });

for (const agent of [explicit, implicit]) console.log((await agent.run("Hi.")).output);

// Output:
// Hello.
// Hello.
