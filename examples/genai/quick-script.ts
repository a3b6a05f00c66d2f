/** A script in two lines: say where it goes, and record. Production code hands a telemetry in. */
import { FileTelemetry, type Telemetry } from "@heddle/core";
import { agent, configure, tool } from "@heddle/genai";
import { readTraces, renderTree } from "@heddle/reader";

// A script says it once, for the process.
configure({ telemetry: "file:traces.jsonl" });
agent("quick_run", {}, () => tool("step", { input: { location: "Paris" } }, () => ({ temp: 18 })));

// A service is given its telemetry like anything else that it needs.
class Support {
  readonly #telemetry: Telemetry;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
  }

  answer() {
    return agent("support", { telemetry: this.#telemetry }, () => tool("step", {}, () => "18 °C"));
  }
}
new Support(new FileTelemetry("traces.jsonl")).answer();

for await (const trace of readTraces("traces.jsonl")) process.stdout.write(renderTree(trace, { verbosity: "minimal" }));

// Output:
// Trace: quick_run (<ms>ms) ok
// 2 spans, 1 tool call
// └── [agent] quick_run +<ms>ms [<ms>ms] ✓
//     └── [tool] step +<ms>ms [<ms>ms] ✓
// Trace: support (<ms>ms) ok
// 2 spans, 1 tool call
// └── [agent] support +<ms>ms [<ms>ms] ✓
//     └── [tool] step +<ms>ms [<ms>ms] ✓
