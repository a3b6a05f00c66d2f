/** Brings records that were made elsewhere into sinks. */
import { deliveriesOf, type Member } from "./deliveries-of.ts";
import type { Delivery } from "./delivery.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";
import type { FlushOptions, LiveSpan } from "./sink.ts";

/** Takes records for sinks. It never throws: a sink's failure is told as any other, and is in the accounts. */
export interface RecordWriter {
  /** A span has opened; its record follows when it ends. */
  spanStarted(start: SpanStart): void;
  write(record: SpanRecord | MetricRecord): void;
  /** Never rejects. */
  flush(options?: FlushOptions): Promise<void>;
}

/**
 * A writer into a telemetry of Heddle's, or a sink. A sink that keeps live spans of its own (OpenTelemetry, a foreign
 * telemetry) opens and ends one for each record, under an id of its own where it cannot take the record's.
 *
 * Throws a TypeError for what is no telemetry and no sink.
 */
export function recordWriter(target: Member): RecordWriter {
  const deliveries = [...new Set(deliveriesOf(target))];
  return {
    spanStarted(start) {
      for (const delivery of deliveries) if (!delivery.isLive) delivery.start(start);
    },
    write(record) {
      for (const delivery of deliveries) {
        if (delivery.isLive && record.kind === "span") replay(delivery, record);
        else delivery.write(record);
      }
    },
    async flush(options) {
      await Promise.all(deliveries.map((delivery) => delivery.flush(options)));
    },
  };
}

function replay(delivery: Delivery, record: SpanRecord): void {
  const { name, traceId, spanId, parentSpanId, startedAt, attributes } = record;
  const parent = parentSpanId !== undefined && { parentSpanId };
  const span: LiveSpan = delivery.open(
    { kind: "span_start", name, traceId, spanId, ...parent, startedAt, attributes },
    true,
  );
  for (const event of record.events ?? []) span.event?.(event.name, event.attributes, event.time);
  for (const { kind, attributes: given = {}, ...target } of record.links ?? []) span.link?.(target, kind, given);
  span.end(record);
}
