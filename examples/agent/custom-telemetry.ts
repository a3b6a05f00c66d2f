/** A metric backend of one's own: two methods, wrapped in a Multi beside a sink that can be looked at. */
import { Agent, ScriptedModel } from "@heddle/agent";
import { InMemoryTelemetry, MultiTelemetry, type Span, type Telemetry } from "@heddle/core";

const pushgateway: Telemetry = {
  trace<T>(name: string, _attributes: object, work: (span: Span) => T): T {
    console.log(`begin ${name}`);
    return work({} as Span);
  },
  emitMetric(name, value, attributes) {
    console.log(`${name} ${name.endsWith("_ms") ? "" : value}`.trimEnd(), attributes);
  },
};

const memory = new InMemoryTelemetry();
const telemetry = new MultiTelemetry([pushgateway, memory]);
const model = new ScriptedModel([{ text: "Hello.", usage: { inputTokens: 3, outputTokens: 1 } }]);

await new Agent("You greet.", { model, telemetry }).run("Hi.", { userId: "alice" });
console.log(memory.spans().length, "spans in memory");

// Output:
// begin loom.run
// begin loom.turn
// begin loom.model.stream
// loom.tokens.input 3 { model: 'ScriptedModel', user_id: 'alice' }
// loom.tokens.output 1 { model: 'ScriptedModel', user_id: 'alice' }
// loom.session.duration_ms { architecture: 'react', user_id: 'alice' }
// 3 spans in memory
