/** Judgements that are work of their own. */
import type { SpanRef } from "@heddle/core";
import { names } from "../names.ts";
import { isObject } from "../reading/look.ts";
import { type Score, scoreAttributes } from "../scores/score.ts";
import { writeValue } from "./io-attributes.ts";
import { type SpanFunction, spanFunction, type TypedSpanOptions } from "./span-function.ts";
import { TypedSpan } from "./typed-span.ts";

/** What is judged. */
export interface EvaluationOptions extends TypedSpanOptions {
  /** The span that is judged; the one around unless given. */
  readonly of?: SpanRef;
}

/** What the work of `evaluation` is given. */
export class EvaluationSpan extends TypedSpan {
  /**
   * The judgement itself: its name is the span's unless it has one. Its comment is left out where outputs are not captured: it may
   * quote what was judged.
   */
  judge(score: Omit<Score, "name"> & Partial<Pick<Score, "name">>): void {
    const { comment: _comment, ...rest } = score;
    this.set(scoreAttributes({ name: this.name, ...(this.place.capture.output ? score : rest) }));
    this.hasOutput = true;
  }

  /** A number, a boolean, or an object with a `value`, a `label` or `passed`, is a judgement. */
  protected override returned(value: unknown): void {
    if (typeof value === "number" || typeof value === "boolean") this.judge({ value });
    else if (isObject(value) && ["value", "label", "passed"].some((key) => key in value))
      this.judge(value as Partial<Score>);
    else super.returned(value);
  }
}

/** A judgement that takes work, by a model or a rule: what the work returns is the judgement, where it is one. */
export const evaluation: SpanFunction<EvaluationOptions, EvaluationSpan> = spanFunction<
  EvaluationOptions,
  EvaluationSpan
>({
  type: "evaluation",
  write: writeValue,
  attributes: (name) => ({ [names.evaluationName]: name }),
  create: (place) => new EvaluationSpan(place),
  opened(span, { of }) {
    if (of !== undefined) span.link(of, "data_flow");
  },
});
