/** The shapes of OpenTelemetry's finished spans, as its SDKs 1.x to 3.x have them. */
import type { Attributes } from "@heddle/core";
import type { HrTime, OTelSpanContext } from "./otel-api.ts";

/** An edge to another span. */
export interface ReadableLink {
  readonly context: { readonly traceId: string; readonly spanId: string };
  readonly attributes?: Attributes | undefined;
}

/** Something that happened while the span was open. */
export interface ReadableEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes?: Attributes | undefined;
}

/** Who made a span or a metric: a library and its version. */
export interface InstrumentationScope {
  readonly name: string;
  readonly version?: string | undefined;
}

/** What is known of a span while it is open. */
export interface StartedSpan {
  readonly name: string;
  /** 0 internal, 1 server, 2 client, 3 producer, 4 consumer. */
  readonly kind: number;
  spanContext(): OTelSpanContext;
  readonly parentSpanContext?: OTelSpanContext | undefined;
  /** As SDK 1.x has it. */
  readonly parentSpanId?: string | undefined;
  readonly startTime: HrTime;
  readonly attributes: Attributes;
  readonly resource: { readonly attributes: Attributes };
  readonly instrumentationScope?: InstrumentationScope | undefined;
  /** As SDK 1.x has it. */
  readonly instrumentationLibrary?: InstrumentationScope | undefined;
}

/** How a span went. */
export interface SpanStatus {
  /** 0 unset, 1 ok, 2 error. */
  readonly code: number;
  readonly message?: string | undefined;
}

/** What OpenTelemetry's SDKs hand to span processors and exporters when a span has ended. */
export interface ReadableSpan extends StartedSpan {
  readonly endTime: HrTime;
  readonly status: SpanStatus;
  readonly links: readonly ReadableLink[];
  readonly events: readonly ReadableEvent[];
  readonly droppedAttributesCount?: number | undefined;
  readonly droppedEventsCount?: number | undefined;
  readonly droppedLinksCount?: number | undefined;
}
