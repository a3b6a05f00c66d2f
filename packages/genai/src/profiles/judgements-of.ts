/** Finds the judgements that a span carries. */
import type { JsonObject, SpanRecord } from "@heddle/core";
import { names } from "../names.ts";

/** The attributes of a `gen_ai.evaluation.result`, and when it was given. */
export interface Judgement {
  readonly attributes: JsonObject;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** The scores that were recorded on the span, as events. */
export function scoresOf({ events = [] }: SpanRecord): readonly Judgement[] {
  return events.filter(({ name, attributes }) => name === names.evaluationResult && isNamed(attributes));
}

/** The judgement that the span is itself: an evaluation, or a later score. It is of other work. */
export function ownJudgement(record: SpanRecord): Judgement | undefined {
  const { attributes, status, error, links = [], endedAt: time } = record;
  if (!isNamed(attributes)) return undefined;
  const [target, ...others] = links;
  return {
    attributes: {
      ...(target && others.length === 0 && { "heddle.score.span_id": target.spanId }),
      ...attributes,
      ...(status === "error" && { "heddle.score.status": status, ...(error && { "error.message": error.message }) }),
    },
    time,
  };
}

function isNamed(attributes: JsonObject): boolean {
  return typeof attributes[names.evaluationName] === "string";
}
