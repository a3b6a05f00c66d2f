/** Each request that the program makes is a span, with the secrets of its URL masked. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, tool, traceHttp } from "@heddle/genai";
import { buildTraces, renderTree } from "@heddle/reader";

const memory = new InMemoryTelemetry();
configure({ telemetry: memory });
const server = createServer((_, response) => response.writeHead(404).end("no such city")).listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;

using _http = traceHttp({ propagateTo: [`http://127.0.0.1:${port}`] });
await agent("support", {}, () =>
  tool("weather", {}, async () => {
    const response = await fetch(`http://127.0.0.1:${port}/weather?city=Oslo&api_key=secret`);
    return response.text();
  }),
);
server.close();

for (const trace of buildTraces(memory.spans())) process.stdout.write(renderTree(trace));
const [request] = memory.find("GET");
console.log(new URL(String(request?.attributes["url.full"])).search, request?.attributes["http.response.status_code"]);

// Output:
// Trace: support (<ms>ms) ok
// 3 spans, 1 error, 1 tool call
// └── [agent] support +<ms>ms [<ms>ms] ✓
//     └── [tool] weather +<ms>ms [<ms>ms] ✓
//         └── GET +<ms>ms [<ms>ms] ✗
//                 error: 404: Not Found
// ?city=Oslo&api_key=REDACTED 404
