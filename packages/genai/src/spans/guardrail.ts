/** Checks of what goes in or comes out. */

import { isObject } from "../reading/look.ts";
import { writeValue } from "./io-attributes.ts";
import { type SpanFunction, spanFunction, type TypedSpanOptions } from "./span-function.ts";
import { TypedSpan } from "./typed-span.ts";

/** What a check has found. */
export interface Verdict {
  readonly passed: boolean;
  /** What is done about it. */
  readonly action?: "allow" | "warn" | "redact" | "block";
  /** 0 to 1: how sure it is, or how bad. */
  readonly score?: number;
  readonly reason?: string;
  /** The kinds of what was found, `email` or `prompt_injection`; not the finds themselves. */
  readonly violations?: readonly string[];
}

/** What the work of `guardrail` is given. */
export class GuardrailSpan extends TypedSpan {
  /** The reason is left out where outputs are not captured: it may quote what was checked. */
  verdict({ passed, action, score, reason, violations }: Verdict): void {
    this.set({
      "heddle.guardrail.passed": passed,
      "heddle.guardrail.action": action ?? (passed ? "allow" : "block"),
      "heddle.guardrail.score": score,
      "heddle.guardrail.reason": this.place.capture.output ? reason : undefined,
      "heddle.guardrail.violations": violations,
    });
    this.hasOutput = true;
  }

  /** A boolean, or an object that has `passed`, is a verdict. */
  protected override returned(value: unknown): void {
    if (typeof value === "boolean") this.verdict({ passed: value });
    else if (isObject(value) && typeof value.passed === "boolean") this.verdict(value as unknown as Verdict);
    else super.returned(value);
  }
}

/** A check: what the work returns is the verdict, where it is one. */
export const guardrail: SpanFunction<TypedSpanOptions, GuardrailSpan> = spanFunction<TypedSpanOptions, GuardrailSpan>({
  type: "guardrail",
  write: writeValue,
  create: (place) => new GuardrailSpan(place),
});
