/** Records something that has happened: on the span that is going on, or later, in a trace that may be over. */
import {
  type Attributes,
  activeTelemetry,
  recordsNothing,
  type SpanOptions,
  startSpan,
  type Telemetry,
} from "@heddle/core";
import { names } from "../names.ts";
import { currentSpan } from "../spans/current-span.ts";
import { termsOf } from "../spans/span-types.ts";
import { telemetryFor } from "../telemetry-for.ts";

/** Where something belongs. */
export interface RecordPlace {
  /** The trace; that of the current span unless given. */
  readonly traceId?: string;
  /** The span of that trace; the whole trace unless given. */
  readonly spanId?: string;
  /** Where it goes, if not where the current span goes. */
  readonly telemetry?: Telemetry;
}

/**
 * An event on the current span; without one, or by trace id, a span without duration. Where nothing is recorded, the attributes are
 * not asked for.
 *
 * Throws a RangeError for an id that is none.
 */
export function recordHere(event: string, attributes: () => Attributes, place: RecordPlace): void {
  const target = telemetryFor(place.telemetry);
  if (recordsNothing(target)) return;
  const current = isHere(place) ? currentSpan() : undefined;
  if (current !== undefined) {
    current.event(event, attributes());
    return;
  }
  const all = { [names.spanType]: "task", [names.openInferenceKind]: termsOf.task.kind, ...attributes() };
  startSpan(target, event, all, spanPlace(place)).end();
}

/** Whether it belongs to the span that is going on, if there is one. */
export function isHere({ traceId, telemetry }: RecordPlace): boolean {
  return traceId === undefined && (telemetry === undefined || telemetry === activeTelemetry());
}

/** Where a span belongs that is recorded later; where the program is unless a trace is given. */
export function spanPlace({ traceId, spanId }: RecordPlace): SpanOptions {
  if (traceId === undefined) return {};
  return spanId === undefined ? { traceId, parent: null } : { parent: { traceId, spanId } };
}
