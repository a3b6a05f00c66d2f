/** Brings OpenTelemetry's finished spans into Heddle, in batches. */
import type { Member } from "@heddle/core";
import { type ExportResult, exportResult } from "./export-result.ts";
import { Intake } from "./intake.ts";
import { type ReadSpanOptions, readSpanRecord } from "./read-span.ts";
import type { ReadableSpan } from "./readable-span.ts";

/**
 * A `SpanExporter` of OpenTelemetry's SDKs that writes what a span processor collects into a telemetry or a sink of
 * Heddle's: where the SDK's own batching is wanted, or spans come from elsewhere than a provider.
 *
 * Sinks of the target that lead back to OpenTelemetry are left out. Batches come too late to tell what the target's own
 * recorder has opened: give a target that nobody else writes to, or use `HeddleSpanProcessor`. The target is the
 * program's: it is flushed here, and disposed of there.
 *
 * Throws a TypeError for a target that is no telemetry and no sink, or leads to OpenTelemetry alone.
 */
export class HeddleSpanExporter {
  readonly #intake: Intake;
  readonly #options: ReadSpanOptions;

  constructor(target: Member, options: ReadSpanOptions = {}) {
    this.#intake = new Intake("HeddleSpanExporter", target);
    this.#options = options;
  }

  /** Each span by itself: one that cannot be read fails the batch's result, and not the others. */
  export(spans: readonly ReadableSpan[], resultCallback: (result: ExportResult) => void): void {
    const errors = spans.map((span) =>
      this.#intake.take((writer) => writer.write(readSpanRecord(span, this.#options))),
    );
    resultCallback(exportResult(errors.find((error) => error !== undefined)));
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
