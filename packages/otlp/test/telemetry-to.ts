/** Makes telemetries to a receiver. */
import type { RecordCounts, SinkFailure } from "@heddle/core";
import { type OtlpOptions, OtlpTelemetry } from "@heddle/otlp";
import { onTestFinished } from "vitest";

/** A telemetry until the test is over, which tries again soon. What was told is in `told`, what became of records in `counts()`. */
export function telemetryTo({ url }: { readonly url: string }, options: OtlpOptions = {}) {
  const failures: SinkFailure[] = [];
  const telemetry = new OtlpTelemetry({
    url,
    retry: { firstMs: 10, maxMs: 40 },
    onSinkError: (failure) => failures.push(failure),
    ...options,
  });
  onTestFinished(() => telemetry.shutdown({ timeoutMs: 1 }));
  const counts = (): RecordCounts => {
    const [sink] = telemetry.health().sinks;
    const { taken, written, dropped, failed, pending } = sink as RecordCounts;
    return { taken, written, dropped, failed, pending };
  };
  return { telemetry, told: () => failures.map(({ message }) => message), counts };
}
