/** Brings OpenTelemetry's spans into Heddle, as they open and as they end. */
import type { Member } from "@heddle/core";
import { Intake } from "./intake.ts";
import { type ReadSpanOptions, readSpanRecord, readSpanStart } from "./read-span.ts";
import type { ReadableSpan, StartedSpan } from "./readable-span.ts";

const SAMPLED = 1;

/**
 * A `SpanProcessor` of OpenTelemetry's SDKs that writes what any instrumented library records into a telemetry or a sink
 * of Heddle's. A console shows spans as they open.
 *
 * Sampled spans are taken, as by OpenTelemetry's own processors. Sinks of the target that lead back to OpenTelemetry are
 * left out, and so are spans that the target's own recorder has opened there: it has them already. The target is the
 * program's: it is flushed here, and disposed of there.
 *
 * Throws a TypeError for a target that is no telemetry and no sink, or leads to OpenTelemetry alone.
 */
export class HeddleSpanProcessor {
  readonly #intake: Intake;
  readonly #options: ReadSpanOptions;

  constructor(target: Member, options: ReadSpanOptions = {}) {
    this.#intake = new Intake("HeddleSpanProcessor", target);
    this.#options = options;
  }

  onStart(span: StartedSpan, _parentContext?: unknown): void {
    this.#intake.take((writer) => {
      if (isSampled(span)) writer.spanStarted(readSpanStart(span, this.#options));
    });
  }

  onEnd(span: ReadableSpan): void {
    this.#intake.take((writer) => {
      if (isSampled(span)) writer.write(readSpanRecord(span, this.#options));
    });
  }

  /** Resolves when everything taken has arrived, or the time is over. Never rejects. */
  async forceFlush(options: { readonly timeoutMillis?: number } = {}): Promise<void> {
    const { timeoutMillis } = options;
    await this.#intake.flush(timeoutMillis === undefined ? {} : { timeoutMs: timeoutMillis });
  }

  /** Flushes. */
  async shutdown(): Promise<void> {
    await this.#intake.flush();
  }
}

function isSampled(span: StartedSpan): boolean {
  return (span.spanContext().traceFlags & SAMPLED) === SAMPLED;
}
