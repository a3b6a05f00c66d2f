/** Brings records that were made elsewhere into sinks. */
import { deliveriesOf, type Member } from "./deliveries-of.ts";
import type { Delivery } from "./delivery.ts";
import { deepFreeze } from "./freeze.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";
import { RecordTarget } from "./record-target.ts";
import type { FlushOptions } from "./sink.ts";

/** Takes records for sinks. It never throws: a sink's failure is told as any other, and is in the accounts. */
export interface RecordWriter {
  /** A span has opened; its record follows when it ends. */
  spanStarted(start: SpanStart): void;
  write(record: SpanRecord | MetricRecord): void;
  /** Never rejects. */
  flush(options?: FlushOptions): Promise<void>;
}

/** Which sinks of the target are written to. */
export interface RecordWriterOptions {
  /**
   * Leaves out sinks that mint ids of their own, as OpenTelemetry's do: what comes from there would go round in circles.
   */
  readonly skipMinting?: boolean;
}

/**
 * A writer into a telemetry of Heddle's, or a sink. A sink that keeps live spans of its own (OpenTelemetry, a foreign
 * telemetry, a wrapper) opens and ends one for each record, under an id of its own where it cannot take the record's. A span that a
 * recorder is just ending is not written again to that recorder's sinks.
 *
 * Throws a TypeError for what is no telemetry and no sink, and for a target of which every sink is left out.
 */
export function recordWriter(target: Member, options: RecordWriterOptions = {}): RecordWriter {
  const targets = pick(target, options).map((delivery) => new RecordTarget(delivery));
  return {
    spanStarted(start) {
      deepFreeze(start);
      for (const each of targets) each.start(start);
    },
    write(record) {
      deepFreeze(record);
      for (const each of targets) each.write(record);
    },
    async flush(options) {
      await Promise.all(targets.map(({ delivery }) => delivery.flush(options)));
    },
  };
}

function pick(target: Member, { skipMinting = false }: RecordWriterOptions): readonly Delivery[] {
  const all = [...new Set(deliveriesOf(target))];
  const taken = skipMinting ? all.filter((delivery) => !delivery.mintsIds) : all;
  if (all.length === 0 || taken.length > 0) return taken;
  const names = all.map(({ name }) => name).join(", ");
  throw new TypeError(`${names}: these records come from there; give a telemetry that keeps them elsewhere`);
}
