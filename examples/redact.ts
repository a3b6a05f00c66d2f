/** Keep secrets out of every sink, from the opening of a span on. */
import { InMemoryTelemetry, redact } from "@heddle/core";

const memory = new InMemoryTelemetry();
const telemetry = redact(memory, { keys: ["authorization"], values: [/sk-[A-Za-z0-9]+/] });

telemetry.trace("http", { authorization: "Bearer abc", body: '{"key":"sk-12345","city":"Oslo"}' }, (span) => {
  span.fail(new Error("sk-12345 was refused"));
});

console.log(memory.spans()[0]?.attributes);
console.log(memory.spans()[0]?.exception);

// Output:
// {
//   authorization: '[redacted]',
//   body: '{"key":"[redacted]","city":"Oslo"}'
// }
// Error: [redacted] was refused
