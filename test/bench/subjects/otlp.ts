/** Heddle's OtlpTelemetry, to a receiver in a process of its own. */
import { OtlpTelemetry } from "@heddle/otlp";
import { startReceiver } from "../start-receiver.ts";
import type { Subject } from "../subject.ts";

export async function makeSubject(): Promise<Subject> {
  const receiver = await startReceiver();
  const telemetry = new OtlpTelemetry({ url: receiver.url, service: "bench" });
  return {
    trace: (name, attributes, work) => telemetry.trace(name, attributes, work),
    traceSync: (name, attributes, work) => telemetry.trace(name, attributes, work),
    flush: () => telemetry.flush(),
    arrived: () => receiver.countSpans(),
    clear: () => receiver.clear(),
    async dispose() {
      await telemetry.shutdown();
      receiver.stop();
    },
  };
}
