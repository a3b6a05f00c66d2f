/** Hands spans and metrics to OpenTelemetry as they happen. */
import type {
  FlushOptions,
  JsonObject,
  LiveSink,
  LiveSpanIds,
  MetricRecord,
  SinkCounts,
  SpanRecord,
  SpanRef,
  SpanStart,
} from "@heddle/core";
import { type OtlpLimits, toOtlpAttributes } from "@heddle/core/bridge";
import { earlyAttributes } from "./attribute-room.ts";
import { toHrTime } from "./hr-time.ts";
import { Instruments } from "./instruments.ts";
import { type OTelContext, type OTelSpan, type OTelSpanContext, SAMPLED } from "./otel-api.ts";
import { OTelLiveSpan } from "./otel-live-span.ts";
import { propose } from "./shared-ids.ts";
import { isMarkOf, markOf, SpanFrame, type SpanMark, spanKeyOf } from "./span-frame.ts";
import type { Wiring } from "./wiring.ts";
import { checkWiring } from "./wiring-check.ts";

const INVALID_SPAN_ID = "0".repeat(16);

export class OTelSink implements LiveSink {
  readonly name = "otel";
  readonly mintsIds = true;
  readonly wiring: Wiring;
  readonly limits: OtlpLimits;
  readonly spanKey: symbol;
  /** Taken where nobody records: without an SDK, or sampled out. */
  dropped = 0;
  /** Records that OpenTelemetry has. */
  handedOver = 0;
  #exported = 0;
  #isChecked = false;
  #isLinkLost = false;
  readonly #instruments: Instruments;
  #tell: ((error: unknown) => void) | undefined;

  constructor(wiring: Wiring, limits: OtlpLimits) {
    this.wiring = wiring;
    this.limits = limits;
    this.spanKey = spanKeyOf(wiring.api);
    this.#instruments = new Instruments((error) => this.#tell?.(error));
  }

  reportTo(report: (error: unknown) => void): void {
    this.#tell = report;
  }

  open(start: SpanStart): OTelLiveSpan {
    const { trace } = this.wiring.api;
    const base = this.#contextFor(start);
    const given = earlyAttributes(start.attributes, {});
    const opened = this.#start(start, given, base);
    const context = opened.spanContext();
    const isOwn = isNew(context, trace.getSpan(base));
    if (!this.#isChecked) this.#isChecked = checkWiring(this.wiring.api, isOwn);
    const span = isOwn
      ? opened
      : trace.wrapSpanContext({ traceId: start.traceId, spanId: start.spanId, traceFlags: flagsOf(start) });
    const ids = isOwn ? idsOf(context) : undefined;
    const mark = { span, spanId: isOwn ? context.spanId : start.spanId, startId: start.spanId, sink: this };
    return new OTelLiveSpan(this, base, mark, given, ids);
  }

  activeParent(ours: SpanRef | undefined): LiveSpanIds | undefined {
    const { context, trace } = this.wiring.api;
    const active = context.active();
    // The most frequent case by far: right inside of our own span.
    if (active instanceof SpanFrame && active.span === active.mark.span && active.mark.sink === this && ours) return;
    const span = trace.getSpan(active);
    if (span === undefined || !this.#isInside(markOf(active), span, ours)) return undefined;
    const parent = span.spanContext();
    return parent.spanId === INVALID_SPAN_ID ? undefined : idsOf(parent);
  }

  /** A record that was made elsewhere is told as it would have happened. */
  write(record: SpanRecord | MetricRecord): void {
    if (record.kind === "metric") this.#record(record);
    else this.#replay(record);
  }

  /** Rejects when a provider does. */
  async flush(options?: FlushOptions): Promise<void> {
    const taken = this.handedOver;
    await this.wiring.flush(options);
    this.#exported = Math.max(this.#exported, taken);
  }

  health(): SinkCounts {
    return { dropped: this.dropped, pending: this.handedOver - this.#exported };
  }

  /** Only spans of the API before 1.9 take no links after their start. */
  loseLink(): void {
    if (this.#isLinkLost) return;
    this.#isLinkLost = true;
    this.#tell?.(
      new Error("the provider's spans have no addLink(), as from version 1.9 of the API on; links are left out"),
    );
  }

  #start(start: SpanStart, given: JsonObject, base: OTelContext): OTelSpan {
    const attributes = toOtlpAttributes(given, this.limits);
    propose(start);
    try {
      return this.wiring.tracer.startSpan(start.name, { startTime: toHrTime(start.startedAt), attributes }, base);
    } finally {
      propose(undefined);
    }
  }

  /** The context that OpenTelemetry finds the parent of a new span in. */
  #contextFor(start: SpanStart): OTelContext {
    const { context, trace } = this.wiring.api;
    const active = context.active();
    const span = trace.getSpan(active);
    const { traceId, parentSpanId } = start;
    if (parentSpanId === undefined) return span === undefined ? active : trace.deleteSpan(active);
    const own = this.#openedFor(parentSpanId, markOf(active));
    if (own !== undefined) return own === span ? active : trace.setSpan(active, own);
    if (span?.spanContext().spanId === parentSpanId) return active;
    return trace.setSpan(active, trace.wrapSpanContext({ traceId, spanId: parentSpanId, traceFlags: flagsOf(start) }));
  }

  /** The span of this sink's that stands for the recorder's span `id`. */
  #openedFor(id: string, mark: SpanMark | undefined): OTelSpan | undefined {
    if (mark === undefined) return undefined;
    return mark.sink === this && isMarkOf(mark, id) ? mark.span : this.#openedFor(id, mark.beside);
  }

  /** Whether OpenTelemetry's active span was opened inside of `ours`; or in a telemetry on the same provider, for a root. */
  #isInside(mark: SpanMark | undefined, span: OTelSpan, ours: SpanRef | undefined): boolean {
    if (ours !== undefined) return mark !== undefined && mark.span !== span && isMarkOf(mark, ours.spanId);
    return mark === undefined || mark.sink.wiring.tracerProvider === this.wiring.tracerProvider;
  }

  #record(metric: MetricRecord): void {
    const { meter } = this.wiring;
    const instrument = meter && this.#instruments.of(meter, metric);
    if (instrument === undefined) {
      this.dropped++;
      return;
    }
    instrument(metric.value, toOtlpAttributes(metric.attributes, this.limits), this.#contextOf(metric));
    this.handedOver++;
  }

  /** The context of the span that the metric was emitted in. */
  #contextOf({ traceId, spanId }: MetricRecord): OTelContext {
    const { context, trace } = this.wiring.api;
    const active = context.active();
    if (traceId === undefined || spanId === undefined) return active;
    const mark = markOf(active);
    const isActive = mark !== undefined && isMarkOf(mark, spanId);
    if (isActive || trace.getSpan(active)?.spanContext().spanId === spanId) return active;
    return trace.setSpan(active, trace.wrapSpanContext({ traceId, spanId, traceFlags: SAMPLED }));
  }

  #replay(record: SpanRecord): void {
    const { name, traceId, spanId, parentSpanId, startedAt, attributes, events = [], links = [] } = record;
    const parent = parentSpanId !== undefined && { parentSpanId };
    const span = this.open({ kind: "span_start", name, traceId, spanId, ...parent, startedAt, attributes });
    for (const event of events) span.event(event.name, event.attributes, event.time);
    for (const { kind, attributes: given = {}, ...target } of links) span.link(target, kind, given);
    span.end(record);
  }
}

/** Without an SDK, a new span is none, or its own parent. */
function isNew({ spanId }: OTelSpanContext, parent: OTelSpan | undefined): boolean {
  return spanId !== INVALID_SPAN_ID && spanId !== parent?.spanContext().spanId;
}

function idsOf({ traceId, spanId, traceFlags }: OTelSpanContext): LiveSpanIds {
  return { traceId, spanId, sampled: (traceFlags & SAMPLED) === SAMPLED };
}

function flagsOf({ sampled }: SpanStart): number {
  return sampled === false ? 0 : SAMPLED;
}
