/** Brings OpenTelemetry's metrics into Heddle. */
import type { Member } from "@heddle/core";
import { type ExportResult, exportResult } from "./export-result.ts";
import { Intake } from "./intake.ts";
import { readDataPoint, temporalityOf } from "./read-metric.ts";
import type { ResourceMetrics } from "./resource-metrics.ts";

/**
 * A `PushMetricExporter` of OpenTelemetry's SDKs, for a `PeriodicExportingMetricReader`: each data point becomes a metric
 * of Heddle's.
 *
 * - A counter is what was added since the last collection.
 * - A gauge and an up-down counter are a gauge, at its level.
 * - A histogram is the sum of what was measured since the last collection. Where that was more than one measurement,
 *   `otel.histogram.count`, `.min`, `.max` and `.buckets` are among its attributes. Without a sum it is a counter of its
 *   measurements, `name.count`.
 *
 * Sinks of the target that lead back to OpenTelemetry are left out. What was emitted by a telemetry over the target
 * itself comes a second time: give a target that nobody else emits to. The target is the program's: it is flushed here,
 * and disposed of there.
 *
 * Throws a TypeError for a target that is no telemetry and no sink, or leads to OpenTelemetry alone.
 */
export class HeddleMetricExporter {
  readonly #intake: Intake;

  constructor(target: Member) {
    this.#intake = new Intake("HeddleMetricExporter", target);
  }

  /** Each point by itself: a value that is not finite fails the result, and not the others. */
  export({ scopeMetrics }: ResourceMetrics, resultCallback: (result: ExportResult) => void): void {
    const errors = scopeMetrics.flatMap(({ scope, metrics }) =>
      metrics.flatMap((metric) =>
        metric.dataPoints.map((point) =>
          this.#intake.take((writer) => writer.write(readDataPoint(scope, metric, point))),
        ),
      ),
    );
    resultCallback(exportResult(errors.find((error) => error !== undefined)));
  }

  /** Delta, but cumulative for up-down counters, which are levels. */
  selectAggregationTemporality(instrumentType: string): 0 | 1 {
    return temporalityOf(instrumentType);
  }

  /** Resolves when everything taken has arrived, or 30 seconds are over. Never rejects. */
  async forceFlush(): Promise<void> {
    await this.#intake.flush();
  }

  /** Flushes. */
  async shutdown(): Promise<void> {
    await this.#intake.flush();
  }
}
