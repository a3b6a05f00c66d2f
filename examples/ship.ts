/** Ship a JSONL file to an OTLP backend while it is written. */
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { FileTelemetry } from "@heddle/core";
import { decodeTraces, ship } from "@heddle/otlp";

const end = new AbortController();
const backend = createServer(async (request, response) => {
  const spans = decodeTraces(await buffer(request)).flatMap(({ spans }) => spans);
  response.end();
  for (const { name } of spans) {
    console.log(name, "has arrived");
    if (name === "loom.run") end.abort();
  }
});
await once(backend.listen(0), "listening");
const { port } = backend.address() as AddressInfo;

const path = join(mkdtempSync(join(tmpdir(), "traces-")), "traces.jsonl");
const telemetry = new FileTelemetry(path);
const shipping = ship(path, `http://localhost:${port}`, { follow: true, signal: end.signal });

await telemetry.trace("loom.run", {}, async () => {
  telemetry.trace("loom.tool", { tool: "add" }, () => 2 + 3);
});

await shipping;
backend.close();

// Output:
// loom.tool has arrived
// loom.run has arrived
