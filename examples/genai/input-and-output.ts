/** What goes in and comes out, found out by itself: texts, chat messages, lists, JSON; or said. */
import { InMemoryTelemetry } from "@heddle/core";
import { configure, llm, tool, transformation } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

llm("text", { input: "Hello" }, () => "Hi!");
llm(
  "chat messages",
  {
    input: [
      { role: "system", content: "Be brief." },
      { role: "user", content: [{ type: "text", text: "What is this?" }] },
    ],
  },
  () => ({ role: "assistant", content: "A cat." }),
);
tool("json", { input: { city: "Paris" } }, () => ({ celsius: 18 }));
transformation("list", { input: ["a", "b"] }, (span) => span.output(new Map([["a", 1]])));
transformation("said", { input: { type: "json", value: "[1]" } }, () => ({ type: "raw", value: [1] }));

for (const { name, attributes } of memory.spans()) {
  const input = attributes["gen_ai.input.messages"] ?? attributes["gen_ai.tool.call.arguments"];
  const output = attributes["gen_ai.output.messages"] ?? attributes["gen_ai.tool.call.result"];
  console.log(`${name}:`, JSON.stringify(input ?? attributes["input.value"]));
  console.log("  ->", JSON.stringify(output ?? attributes["output.value"]));
}

// Output:
// text: [{"role":"user","parts":[{"type":"text","content":"Hello"}]}]
//   -> [{"role":"assistant","parts":[{"type":"text","content":"Hi!"}],"finish_reason":"stop"}]
// chat messages: [{"role":"system","parts":[{"type":"text","content":"Be brief."}]},{"role":"user","parts":[{"type":"text","content":"What is this?"}]}]
//   -> [{"role":"assistant","parts":[{"type":"text","content":"A cat."}],"finish_reason":"stop"}]
// json: {"city":"Paris"}
//   -> {"celsius":18}
// list: ["a","b"]
//   -> {"a":1}
// said: "[1]"
//   -> [1]
