/** A conversation: several runs, and everything in them, in one session. */
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, session, tool } from "@heddle/genai";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

await session("conv-42", { userId: "alice" }, async () => {
  await agent("support-agent", { input: "What's my balance?" }, async () => {
    await tool("balance", {}, async () => 1234.56);
    return "$1,234.56";
  });
  await agent("support-agent", { input: "Transfer $100" }, async () => "Transfer initiated");
});

// A run can say so itself.
await agent("support-agent", { sessionId: "conv-43", input: "Hello" }, async () => "Hi!");

for (const { name, attributes } of memory.spans()) {
  console.log(name, attributes["session.id"], attributes["user.id"] ?? "-");
}

// Output:
// balance conv-42 alice
// support-agent conv-42 alice
// support-agent conv-42 alice
// support-agent conv-43 -
