/** One open span at OpenTelemetry. */
import type { JsonObject, LinkKind, LiveSpan, LiveSpanIds, SpanRecord, SpanRef } from "@heddle/core";
import { LINK_KIND, type OtlpAttributes, toOtlpAttributes } from "@heddle/core/bridge";
import { earlyAttributes, lateAttributes } from "./attribute-room.ts";
import { toHrTime } from "./hr-time.ts";
import { type OTelContext, type OTelSpan, SAMPLED, STATUS_ERROR } from "./otel-api.ts";
import type { OTelSink } from "./otel-sink.ts";
import { isMarkOf, markOf, SpanFrame, type SpanMark } from "./span-frame.ts";

export class OTelLiveSpan implements LiveSpan {
  /** Absent where there is no SDK. */
  readonly ids?: LiveSpanIds;
  readonly #sink: OTelSink;
  readonly #base: OTelContext;
  readonly #mark: SpanMark;
  readonly #span: OTelSpan;
  /** What OpenTelemetry has been given. */
  #given: JsonObject;

  constructor(sink: OTelSink, base: OTelContext, mark: SpanMark, given: JsonObject, ids: LiveSpanIds | undefined) {
    this.#sink = sink;
    this.#base = base;
    this.#mark = mark;
    this.#span = mark.span;
    this.#given = given;
    if (ids !== undefined) this.ids = ids;
  }

  run<T>(work: () => T): T {
    const { context } = this.#sink.wiring.api;
    const outer = markOf(context.active());
    const isBeside = outer !== undefined && isMarkOf(outer, this.#mark.startId);
    const mark = isBeside ? { ...this.#mark, beside: outer } : this.#mark;
    return context.with(SpanFrame.inside(this.#base, this.#sink.spanKey, mark), work);
  }

  set(attributes: JsonObject): void {
    const early = earlyAttributes(attributes, this.#given);
    this.#given = { ...this.#given, ...early };
    this.#span.setAttributes(this.#convert(early));
  }

  event(name: string, attributes: JsonObject, time: number): void {
    this.#span.addEvent(name, this.#convert(attributes), toHrTime(time));
  }

  link({ traceId, spanId }: SpanRef, kind: LinkKind, attributes: JsonObject): void {
    const context = { traceId, spanId, traceFlags: SAMPLED };
    if (this.#span.addLink === undefined) this.#sink.loseLink();
    else this.#span.addLink({ context, attributes: { [LINK_KIND]: kind, ...this.#convert(attributes) } });
  }

  end(record: SpanRecord): void {
    const span = this.#span;
    if (!span.isRecording()) {
      this.#sink.dropped++;
      return;
    }
    if (record.status !== "ok" || record.error !== undefined) this.#setOutcome(record);
    const { attributes } = record;
    if (attributes !== this.#given) span.setAttributes(this.#convert(lateAttributes(attributes, this.#given)));
    span.end(toHrTime(record.endedAt));
    this.#sink.handedOver++;
  }

  #setOutcome({ status, error, attributes, endedAt }: SpanRecord): void {
    const span = this.#span;
    if (error !== undefined) {
      const { type, message, stack } = error;
      span.recordException({ name: type, message, ...(stack !== undefined && { stack }) }, toHrTime(endedAt));
    }
    if (status === "cancelled") span.setAttributes({ "heddle.status": status });
    if (status !== "error") return;
    if (error !== undefined && !("error.type" in attributes)) span.setAttributes({ "error.type": error.type });
    span.setStatus({ code: STATUS_ERROR, ...(error && { message: error.message }) });
  }

  #convert(attributes: JsonObject): OtlpAttributes {
    return toOtlpAttributes(attributes, this.#sink.limits);
  }
}
