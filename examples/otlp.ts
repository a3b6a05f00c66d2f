/** Ship to an OTLP backend: what is recorded while it is down arrives when it is back. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { decodeTraces, OtlpTelemetry } from "@heddle/otlp";

const arrived: string[] = [];
const backend = createServer(async (request, response) => {
  for (const { spans } of decodeTraces(await buffer(request))) arrived.push(...spans.map(({ name }) => name));
  response.end();
});
await once(backend.listen(0), "listening");
const { port } = backend.address() as AddressInfo;

const telemetry = new OtlpTelemetry({
  url: `http://localhost:${port}`,
  retry: { firstMs: 50 },
  onSinkError: ({ sink, operation }) => console.log(`${sink} says: ${operation} failed`),
});

telemetry.trace("loom.run", {}, () => {});
await telemetry.flush();
console.log("up", arrived);

backend.close();
backend.closeAllConnections();
telemetry.trace("loom.run.while_down", {}, () => {});
await telemetry.flush({ timeoutMs: 1000 });
console.log("down", arrived, telemetry.health().sinks[0]?.pending, "pending");

await once(backend.listen(port), "listening");
await telemetry.shutdown();
console.log("up again", arrived, telemetry.health().sinks[0]?.pending, "pending");
backend.close();

// Output:
// up [ 'loom.run' ]
// otlp says: send failed
// otlp says: flush failed
// down [ 'loom.run' ] 1 pending
// up again [ 'loom.run', 'loom.run.while_down' ] 0 pending
