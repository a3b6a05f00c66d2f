/** Judgements of what was done: by an evaluator, a rule, or a person. */
import type { Attributes } from "@heddle/core";
import { describeFailure } from "@heddle/core/bridge";
import { names } from "../names.ts";

/** One judgement. A `value` of `true` is 1 and of `false` 0; a text is a category. */
export interface Score {
  readonly name: string;
  readonly value?: number | boolean | string;
  /** Whether it is good enough. */
  readonly passed?: boolean;
  /** The category, beside a value. */
  readonly label?: string;
  /** Why. */
  readonly comment?: string;
  /** `processed` unless told, `error` with an `error`. */
  readonly status?: "processed" | "skipped" | "error";
  /** Why there is no judgement. */
  readonly error?: unknown;
  /** Who judged: `evaluator`, `user`, a person's or a rule's name. */
  readonly source?: string;
  /** Of this judgement: one that comes again with the same id is the same one. */
  readonly id?: string;
}

/** What a person says of a run. */
export interface Feedback {
  /** On whichever scale: 1 to 5 stars, -1 and 1 for thumbs. */
  readonly rating: number;
  readonly comment?: string;
  readonly tags?: readonly string[];
  readonly userId?: string;
  readonly id?: string;
}

/** The attributes of a `gen_ai.evaluation.result`. */
export function scoreAttributes(score: Score): Attributes {
  const { name, value, passed, comment, error, source, id } = score;
  const failure = error === undefined ? undefined : describeFailure(error);
  return {
    [names.evaluationName]: name,
    [names.evaluationValue]: numberOf(value),
    [names.evaluationLabel]: score.label ?? labelOf(value, passed),
    [names.evaluationExplanation]: comment,
    "heddle.score.type": typeOf(value),
    "heddle.score.passed": passed ?? (typeof value === "boolean" ? value : undefined),
    "heddle.score.status": score.status ?? (failure === undefined ? undefined : "error"),
    "heddle.score.source": source,
    "heddle.score.id": id,
    [names.errorType]: failure?.type,
    "error.message": failure?.message,
  };
}

/** The same of what a person says. */
export function feedbackAttributes({ rating, comment, tags, userId, id }: Feedback): Attributes {
  return {
    ...scoreAttributes({ name: "feedback", value: rating, source: "user", ...(comment !== undefined && { comment }) }),
    [names.tags]: tags,
    "heddle.score.user_id": userId,
    "heddle.score.id": id,
  };
}

function typeOf(value: Score["value"]): string | undefined {
  if (typeof value === "boolean") return "boolean";
  if (typeof value === "number") return "numeric";
  return value === undefined ? undefined : "categorical";
}

/** A mean of nothing is no number. */
function numberOf(value: Score["value"]): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

function labelOf(value: Score["value"], passed: boolean | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  const verdict = typeof value === "boolean" ? value : passed;
  return verdict === undefined ? undefined : verdict ? "pass" : "fail";
}
