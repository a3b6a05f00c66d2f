/** Keeps records small. */
import { checkCount } from "./check-option.ts";
import { cutText, cutValue } from "./cut.ts";
import type { Member } from "./deliveries-of.ts";
import type { Failure, JsonObject, MetricRecord, SpanRecord } from "./record.ts";
import type { Recorder } from "./recorder.ts";
import { alter, wrap } from "./wrap.ts";

/** How large a record may be. */
export interface Limits {
  /** Characters of one attribute value, of an error message and of a stack. 8,192 unless given. */
  readonly valueLength?: number;
  /** Attributes of one span, event, link or metric: the first ones stay. 128 unless given. */
  readonly attributes?: number;
  /** Events of one span: the last ones stay. 128 unless given. */
  readonly events?: number;
  /** Links of one span: the last ones stay. 128 unless given. */
  readonly links?: number;
}

/**
 * A telemetry that hands shortened copies to `target`. What is cut says so in the value; attributes that had to go are
 * counted in the attribute `heddle.dropped_attributes`, events and links likewise.
 *
 * Throws a RangeError for a limit that is not a positive whole number.
 */
export function limit(target: Member, limits: Limits = {}): Recorder {
  const shortener = new Shortener(limits);
  return wrap("limit", target, (inner) => ({
    open(start, byHand) {
      const span = inner.open({ ...start, attributes: shortener.attributes(start.attributes) }, byHand);
      return alter(span, {
        set: (added) => span.set?.(shortener.attributes(added)),
        event: (name, added, time) => span.event?.(name, shortener.attributes(added), time),
        link: (to, kind, added) => span.link?.(to, kind, shortener.attributes(added)),
        end: (record) => span.end(shortener.span(record)),
      });
    },
    write: (metric) => inner.write(shortener.metric(metric)),
  }));
}

class Shortener {
  readonly #valueLength: number;
  readonly #attributes: number;
  readonly #events: number;
  readonly #links: number;

  constructor({ valueLength = 8192, attributes = 128, events = 128, links = 128 }: Limits) {
    for (const [name, given] of Object.entries({ valueLength, attributes, events, links })) {
      checkCount(`limit: ${name}`, given);
    }
    this.#valueLength = valueLength;
    this.#attributes = attributes;
    this.#events = events;
    this.#links = links;
  }

  attributes(attributes: JsonObject): JsonObject {
    const entries = Object.entries(attributes);
    const kept = entries.slice(0, this.#attributes).map(([key, value]) => [key, cutValue(value, this.#valueLength)]);
    const dropped = entries.length - kept.length;
    return { ...Object.fromEntries(kept), ...(dropped > 0 && { "heddle.dropped_attributes": dropped }) };
  }

  span(record: SpanRecord): SpanRecord {
    const { exception, error, events = [], links = [] } = record;
    const droppedEvents = Math.max(0, events.length - this.#events);
    const droppedLinks = Math.max(0, links.length - this.#links);
    return {
      ...record,
      attributes: {
        ...this.attributes(record.attributes),
        ...(droppedEvents > 0 && { "heddle.dropped_events": droppedEvents }),
        ...(droppedLinks > 0 && { "heddle.dropped_links": droppedLinks }),
      },
      ...(exception !== undefined && { exception: cutText(exception, this.#valueLength) }),
      ...(error && { error: this.#failure(error) }),
      ...(record.events && { events: events.slice(droppedEvents).map((event) => this.#part(event)) }),
      ...(record.links && {
        links: links
          .slice(droppedLinks)
          .map((link) => (link.attributes ? this.#part({ ...link, attributes: link.attributes }) : link)),
      }),
    };
  }

  metric(record: MetricRecord): MetricRecord {
    return this.#part(record);
  }

  #part<T extends { readonly attributes: JsonObject }>(part: T): T {
    return { ...part, attributes: this.attributes(part.attributes) };
  }

  #failure({ type, message, stack }: Failure): Failure {
    const short = { type, message: cutText(message, this.#valueLength) };
    return stack === undefined ? short : { ...short, stack: cutText(stack, this.#valueLength) };
  }
}
