/** Traces that are held until it is known what they are worth. */
import { deferTraces, InMemoryTelemetry } from "@heddle/core";
import { agent, configure } from "@heddle/genai";

const memory = new InMemoryTelemetry();
const traces = deferTraces(memory);
configure({ telemetry: traces });

const answer = (question: string) => agent("support", { input: question }, (run) => run.traceId);
const [first, second] = [answer("What's my balance?"), answer("Nothing, thanks")];
console.log("held:", memory.spans().length);

traces.send(first);
traces.discard(second);
console.log("sent:", memory.spans().length);

// Output:
// held: 0
// sent: 1
