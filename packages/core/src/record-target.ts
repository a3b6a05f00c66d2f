/** One of the sinks that records made elsewhere are written to. */
import type { Delivery } from "./delivery.ts";
import { hasBeenTold } from "./live-telling.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";
import type { LiveSpan } from "./sink.ts";

/** Beyond these, which may never end, a span is opened when its record is there. */
const MAX_OPEN = 10_000;

export class RecordTarget {
  readonly delivery: Delivery;
  /** The spans that were opened at a live sink, by span id. */
  readonly #open = new Map<string, LiveSpan>();

  constructor(delivery: Delivery) {
    this.delivery = delivery;
  }

  /** A sink that mints ids gets its own span with the record, for it may be anybody's. */
  start(start: SpanStart): void {
    const { delivery } = this;
    if (hasBeenTold(delivery)) return;
    if (!delivery.isLive) delivery.start(start);
    else if (!delivery.mintsIds && this.#open.size < MAX_OPEN) {
      this.#open.set(start.spanId, delivery.open(start, true));
    }
  }

  write(record: SpanRecord | MetricRecord): void {
    const { delivery } = this;
    if (record.kind === "metric") delivery.write(record);
    else if (hasBeenTold(delivery)) return;
    else if (delivery.isLive) this.#writeLive(record);
    else delivery.write(record);
  }

  #writeLive(record: SpanRecord): void {
    const opened = this.#open.get(record.spanId);
    this.#open.delete(record.spanId);
    const span = opened ?? this.delivery.open(startOf(record), true);
    if (opened !== undefined) span.set?.(record.attributes);
    for (const event of record.events ?? []) span.event?.(event.name, event.attributes, event.time);
    for (const { kind, attributes = {}, ...target } of record.links ?? []) span.link?.(target, kind, attributes);
    span.end(record);
  }
}

function startOf({ name, traceId, spanId, parentSpanId, startedAt, attributes }: SpanRecord): SpanStart {
  const parent = parentSpanId !== undefined && { parentSpanId };
  return { kind: "span_start", name, traceId, spanId, ...parent, startedAt, attributes };
}
