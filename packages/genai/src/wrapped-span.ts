/** A span that is told what another one is told. */
import type { Attributes, LinkKind, ManualSpan, Span, SpanRef, TimeInput } from "@heddle/core";

export class WrappedSpan implements Omit<Span, "set" | "fail"> {
  protected readonly span: ManualSpan;

  constructor(span: ManualSpan) {
    this.span = span;
  }

  get name(): string {
    return this.span.name;
  }

  get traceId(): string {
    return this.span.traceId;
  }

  get spanId(): string {
    return this.span.spanId;
  }

  get parentSpanId(): string | undefined {
    return this.span.parentSpanId;
  }

  get traceparent(): string | undefined {
    return this.span.traceparent;
  }

  /** Records that something happened at `time`; now unless given. Throws a RangeError for a time that is none. */
  event(name: string, attributes?: Attributes, time?: TimeInput): void {
    this.span.event(name, attributes, time);
  }

  /** Draws an edge from this span to an older one. */
  link(target: SpanRef, kind: LinkKind, attributes?: Attributes): void {
    this.span.link(target, kind, attributes);
  }
}
