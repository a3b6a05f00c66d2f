/** One trace over a service: the caller's span goes along in the headers of the request. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, continueFrom, subAgent, toHeaders } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });

const server = createServer((request, response) => {
  const answer = continueFrom(request.headers, () => subAgent("billing", {}, () => "It is corrected."));
  response.end(answer);
}).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;

await agent("support", { input: "My invoice is wrong." }, async () => {
  const response = await fetch(`http://127.0.0.1:${port}/`, { headers: toHeaders() });
  return response.text();
});
server.close();

for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));

// Output:
// Trace: support (<ms>ms) ok
// 2 spans
// └── [agent] support +<ms>ms [<ms>ms] ✓
//     └── [sub_agent] billing +<ms>ms [<ms>ms] ✓
