/** Three ways to a span: around a closure, around a function, and by hand. */
import { InMemoryTelemetry } from "@heddle/core";
import { chain, configure, custom, observe } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

const shout = (text: string) => text.toUpperCase();

chain("around a closure", { input: "hi" }, (span) => {
  span.set({ library: "demo" });
  return shout("hi");
});

observe(shout, { type: "chain", name: "around a function" })("hi");

const span = chain.start("by hand", { input: "hi" });
span.output(span.run(() => shout("hi")));
span.end();

// A child of that very span, wherever the program is by now.
custom.start("its child", { parent: span }).end();

for (const trace of buildTraces(memory.spans())) {
  process.stdout.write(renderTree(trace, { verbosity: "minimal" }));
}

// Output:
// Trace: around a closure (<ms>ms) ok
// 1 span
// └── [chain] around a closure +<ms>ms [<ms>ms] ✓
// Trace: around a function (<ms>ms) ok
// 1 span
// └── [chain] around a function +<ms>ms [<ms>ms] ✓
// Trace: by hand (<ms>ms) ok
// 2 spans
// └── [chain] by hand +<ms>ms [<ms>ms] ✓
//     └── [custom] its child +<ms>ms [<ms>ms] ✓
