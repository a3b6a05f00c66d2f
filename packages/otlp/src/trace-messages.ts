/** The messages of OTLP's traces: opentelemetry/proto/trace/v1/trace.proto. */
import {
  type KeyValueMessage,
  keyValue,
  type ResourceMessage,
  resource,
  type ScopeMessage,
  scope,
} from "./common-messages.ts";
import { type MessageType, many, messageType, one, oneOf } from "./message-type.ts";

/** A request for traces. */
export interface TracesMessage {
  readonly resourceSpans?: readonly ResourceSpansMessage[];
}

interface ResourceSpansMessage {
  readonly resource?: ResourceMessage;
  readonly scopeSpans?: readonly ScopeSpansMessage[];
}

interface ScopeSpansMessage {
  readonly scope?: ScopeMessage;
  readonly spans?: readonly SpanMessage[];
}

/** A span. `flags` are the W3C flags, and whether its parent is remote. */
export interface SpanMessage {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly parentSpanId?: string;
  readonly name?: string;
  readonly kind?: number;
  readonly startTimeUnixNano?: number;
  readonly endTimeUnixNano?: number;
  readonly attributes?: readonly KeyValueMessage[];
  readonly events?: readonly EventMessage[];
  readonly links?: readonly LinkMessage[];
  readonly status?: StatusMessage;
  readonly flags?: number;
}

export interface EventMessage {
  readonly timeUnixNano?: number;
  readonly name?: string;
  readonly attributes?: readonly KeyValueMessage[];
}

export interface LinkMessage {
  readonly traceId?: string;
  readonly spanId?: string;
  readonly attributes?: readonly KeyValueMessage[];
}

/** How a span ended. */
export interface StatusMessage {
  readonly message?: string;
  readonly code?: number;
}

/** The number of `STATUS_CODE_ERROR`. */
export const STATUS_ERROR = 2;

const kinds = ["UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"].map(
  (kind) => `SPAN_KIND_${kind}`,
);

export const traces: MessageType<TracesMessage> = messageType("ExportTraceServiceRequest", {
  resourceSpans: many(1, () => resourceSpans),
});

const resourceSpans: MessageType<ResourceSpansMessage> = messageType("ResourceSpans", {
  resource: one(1, () => resource),
  scopeSpans: many(2, () => scopeSpans),
});

const scopeSpans: MessageType<ScopeSpansMessage> = messageType("ScopeSpans", {
  scope: one(1, () => scope),
  spans: many(2, () => span),
});

export const span: MessageType<SpanMessage> = messageType("Span", {
  traceId: one(1, "id"),
  spanId: one(2, "id"),
  parentSpanId: one(4, "id"),
  name: one(5, "string"),
  kind: oneOf(6, kinds),
  startTimeUnixNano: one(7, "time"),
  endTimeUnixNano: one(8, "time"),
  attributes: many(9, () => keyValue),
  events: many(11, () => event),
  links: many(13, () => link),
  status: one(15, () => status),
  flags: one(16, "fixed32"),
});

const event: MessageType<EventMessage> = messageType("Event", {
  timeUnixNano: one(1, "time"),
  name: one(2, "string"),
  attributes: many(3, () => keyValue),
});

const link: MessageType<LinkMessage> = messageType("Link", {
  traceId: one(1, "id"),
  spanId: one(2, "id"),
  attributes: many(4, () => keyValue),
});

const status: MessageType<StatusMessage> = messageType("Status", {
  message: one(2, "string"),
  code: oneOf(3, ["STATUS_CODE_UNSET", "STATUS_CODE_OK", "STATUS_CODE_ERROR"]),
});
