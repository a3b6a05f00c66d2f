/** Keep records on disk until they have arrived: what a killed process has recorded is sent by the next one. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { decodeTraces, OtlpTelemetry } from "@heddle/otlp";

const [, program = "", spool = mkdtempSync(join(tmpdir(), "spool-")), isChild] = process.argv;

if (isChild === "child") {
  // Nobody listens there.
  const telemetry = new OtlpTelemetry({ url: "http://localhost:9", spool });
  telemetry.trace("loom.run", { answer: 42 }, () => {});
  process.kill(process.pid, "SIGKILL");
}

const [, signal] = await once(fork(program, [spool, "child"]), "exit");
console.log("ended by", signal, "and left", readdirSync(spool).length, "run behind");

const backend = createServer(async (request, response) => {
  for (const { spans } of decodeTraces(await buffer(request))) console.log(spans[0]?.name, spans[0]?.attributes);
  response.end();
  backend.close();
});
await once(backend.listen(0), "listening");
const { port } = backend.address() as AddressInfo;

// The natural end of the process waits for what is left.
new OtlpTelemetry({ url: `http://localhost:${port}`, spool });
process.on("exit", () => console.log(readdirSync(spool).length, "left"));

// Output:
// ended by SIGKILL and left 1 run behind
// loom.run { answer: 42 }
// 0 left
