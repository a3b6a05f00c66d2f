/** Trace a stream: the span is open while it is consumed, and ends when the consumer breaks out. */
import { setTimeout as sleep } from "node:timers/promises";
import { InMemoryTelemetry, traceStream } from "@heddle/core";

const telemetry = new InMemoryTelemetry();

const words = traceStream(telemetry, "loom.model.stream", { model: "scripted" }, async function* (span) {
  for (const word of ["Take", " a", " coat", "."]) {
    await sleep(1);
    span.event("chunk", { text: word });
    yield word;
  }
});

let text = "";
for await (const word of words) {
  text += word;
  if (text.endsWith("coat")) break;
}

const [span] = telemetry.spans();
console.log(text, span?.status, span?.events?.length);

// Output:
// Take a coat ok 3
