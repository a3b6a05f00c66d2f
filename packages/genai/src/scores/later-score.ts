/** Judgements of a run that is over, or of another process's. */
import { createHash } from "node:crypto";
import { type Attributes, type SpanOptions, startSpan, type Telemetry } from "@heddle/core";
import { names } from "../names.ts";
import { currentSpan } from "../spans/current-span.ts";
import { telemetryFor } from "../telemetry-for.ts";
import { type Feedback, feedbackAttributes, type Score, scoreAttributes } from "./score.ts";

/** What is judged. */
export interface ScoreTarget {
  /** The trace; the current span unless given. */
  readonly traceId?: string;
  /** The span of that trace; the whole trace unless given. */
  readonly spanId?: string;
  readonly telemetry?: Telemetry;
}

/**
 * Records a judgement: an event on the current span; or, by trace id, a span without duration in that trace, also from another
 * process. So it is on a current span that has ended, as in what its work left running. With an `id`, the same judgement that
 * comes again has the same span id.
 *
 * Throws a RangeError for an id that is none, and a TypeError for a span without its trace.
 */
export function score(given: Score, target: ScoreTarget = {}): void {
  record(`score ${given.name}`, scoreAttributes(given), given.id, target);
}

/** Records what a person says of a run, likewise. */
export function feedback(given: Feedback, target: ScoreTarget = {}): void {
  record("feedback", feedbackAttributes(given), given.id, target);
}

function record(name: string, judgement: Attributes, id: string | undefined, target: ScoreTarget): void {
  if (target.spanId !== undefined && target.traceId === undefined) {
    throw new TypeError(`${name}: spanId ${JSON.stringify(target.spanId)} is in no trace; give its traceId, too`);
  }
  const current = target.traceId === undefined ? currentSpan() : undefined;
  if (current !== undefined && !current.hasEnded) {
    current.event(names.evaluationResult, judgement);
    return;
  }
  const { traceId, spanId, telemetry }: ScoreTarget = current ?? target;
  const attributes = {
    [names.spanType]: "evaluation",
    [names.openInferenceKind]: "EVALUATOR",
    ...judgement,
    // A sink that mints ids of its own may put the span elsewhere.
    "heddle.score.trace_id": traceId,
    "heddle.score.span_id": spanId,
  };
  const span = startSpan(telemetryFor(telemetry), name, attributes, placeOf(traceId, spanId, id));
  if (traceId !== undefined && spanId !== undefined) span.link({ traceId, spanId }, "data_flow");
  span.end();
}

function placeOf(traceId: string | undefined, spanId: string | undefined, id: string | undefined): SpanOptions {
  if (traceId === undefined) return {};
  const place = spanId === undefined ? { traceId, parent: null } : { parent: { traceId, spanId } };
  return id === undefined ? place : { ...place, spanId: hashOf(`${traceId} ${spanId ?? ""} ${id}`) };
}

/** 16 hex digits. */
function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
