/** A span that is told what another one is told, and knows its place. */
import type { Attributes, LinkKind, ManualSpan, Span, SpanRef, Telemetry, TimeInput } from "@heddle/core";
import type { SpanPlace } from "./span-place.ts";
import type { TypedSpan } from "./typed-span.ts";

export class WrappedSpan implements Omit<Span, "set" | "fail"> {
  protected readonly place: SpanPlace;
  protected readonly span: ManualSpan;

  constructor(place: SpanPlace) {
    this.place = place;
    this.span = place.span;
  }

  /** The typed span around this one, in this process, until this one ends. */
  get parent(): TypedSpan | undefined {
    return this.place.parent;
  }

  /** Where it goes, with everything inside. */
  get telemetry(): Telemetry {
    return this.place.telemetry;
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
