/** What few spans have: events, links, a failure. */
import { describeFailure, failureStatus } from "./failure.ts";
import type { Failure, SpanEvent, SpanLink, SpanStatus } from "./record.ts";

export interface SpanDetails {
  status?: SpanStatus;
  failure?: Failure;
  events?: SpanEvent[];
  links?: SpanLink[];
  /** Not a part of the record: failing with its reason is a cancellation. */
  signal?: AbortSignal | undefined;
}

/** The details of `span`, made when they are first needed. */
export function detailsOf(span: { details: SpanDetails | undefined }): SpanDetails {
  span.details ??= {};
  return span.details;
}

export function addEvent(details: SpanDetails, event: SpanEvent): void {
  details.events ??= [];
  details.events.push(event);
}

export function addFailure(details: SpanDetails, error: unknown): void {
  details.failure = describeFailure(error);
  details.status = failureStatus(error, details.signal);
}

export function addLink(details: SpanDetails, link: SpanLink): void {
  details.links ??= [];
  details.links.push(link);
}
