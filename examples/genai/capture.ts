/** What is kept of inputs and outputs: for the process, a function or a span, and how much of it. */
import { InMemoryTelemetry } from "@heddle/core";
import { configure, observe, task } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory, capture: { input: false }, maxOutputLength: 40 });

observe((email: string) => email.length, { name: "as configured" })("ann@example.com");
observe((data: object) => data, { name: "both", capture: { input: true, output: true } })({ value: 21 });
task("neither", { input: "ann@example.com", capture: { output: false } }, () => "secret");
task("shortened", {}, () => ({ rows: Array.from({ length: 100 }, (_, row) => row) }));

for (const { name, attributes } of memory.spans()) {
  console.log(`${name}:`, attributes["input.value"] ?? "-", attributes["output.value"] ?? "-");
}

// Output:
// as configured: - 15
// both: { value: 21 } { value: 21 }
// neither: - -
// shortened: - {
//   rows: [
//     0,  1,  2,
//     3,  4,  5,
//     6,  7,  8,
//     9,  10, 11,
//     12, 13, 14,
//     15, 16, 17,
//     18, 19, 20,
//     21, 22, '… [77 more]'
//   ]
// }
