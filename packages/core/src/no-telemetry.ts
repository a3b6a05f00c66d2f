/** The telemetry that records nothing and costs nothing. */
import { noSpan } from "./no-span.ts";
import type { Attributes } from "./record.ts";
import { accessRecorder, grantAccess } from "./recorder-access.ts";
import type { Health } from "./sink-health.ts";
import type { Span, Telemetry } from "./telemetry.ts";

/** Calls the work, and that is all. Its span has empty ids. Nothing is allocated. */
export class NoTelemetry implements Telemetry, AsyncDisposable {
  constructor() {
    grantAccess(this, { deliveries: [], options: {}, openByHand: () => noSpan, addParentSource() {} });
  }

  trace<T>(_name: string, _attributes: Attributes, work: (span: Span) => T): T {
    return work(noSpan);
  }

  emitMetric(_name: string, _value: number, _attributes?: Attributes): void {}

  /** Resolves at once. */
  async flush(): Promise<void> {}

  /** There are no sinks. */
  health(): Health {
    return { sinks: [], refusedMetrics: 0 };
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Whether `telemetry` is a NoTelemetry: a runtime that asks once can leave out every call. */
export function recordsNothing(telemetry: Telemetry): boolean {
  return accessRecorder(telemetry)?.deliveries.length === 0;
}
