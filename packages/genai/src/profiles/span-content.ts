/** Finds what went into a span and what came out, wherever its type keeps it. */
import type { JsonObject, JsonValue } from "@heddle/core";
import { names } from "../names.ts";
import { defined } from "../reading/look.ts";

/** One side of a span. */
export interface Content {
  /** The attribute that holds it; a part of its name for a verdict or a judgement, which has several. */
  readonly from: string;
  readonly value: JsonValue;
}

/** The content that backends find by themselves. */
export const contentFoundByAll: readonly string[] = [
  names.inputMessages,
  names.inputValue,
  names.outputMessages,
  names.outputValue,
  names.retrievalDocuments,
];

/** What went in: messages, arguments, a query, or any value. */
export function inputOf(attributes: JsonObject): Content | undefined {
  return firstOf(attributes, [names.inputMessages, names.toolArguments, names.retrievalQuery, names.inputValue]);
}

/** What came out: messages, a result, documents, any value, or what a check or an evaluation says. */
export function outputOf(attributes: JsonObject): Content | undefined {
  return (
    firstOf(attributes, [names.outputMessages, names.toolResult, names.retrievalDocuments, names.outputValue]) ??
    verdictOf(attributes) ??
    judgementOf(attributes)
  );
}

/** A text as it is, anything else as JSON text. */
export function asText(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function firstOf(attributes: JsonObject, keys: readonly string[]): Content | undefined {
  for (const from of keys) {
    const value = attributes[from];
    if (value !== undefined && value !== null) return { from, value };
  }
  return undefined;
}

function verdictOf(attributes: JsonObject): Content | undefined {
  if (attributes["heddle.guardrail.passed"] === undefined) return undefined;
  const value = defined<JsonObject>({
    passed: attributes["heddle.guardrail.passed"],
    action: attributes["heddle.guardrail.action"],
    score: attributes["heddle.guardrail.score"],
    reason: attributes["heddle.guardrail.reason"],
    violations: attributes["heddle.guardrail.violations"],
  });
  return { from: "heddle.guardrail", value };
}

function judgementOf(attributes: JsonObject): Content | undefined {
  const value = defined<JsonObject>({
    value: attributes[names.evaluationValue],
    label: attributes[names.evaluationLabel],
    explanation: attributes[names.evaluationExplanation],
  });
  return Object.keys(value).length === 0 ? undefined : { from: "gen_ai.evaluation", value };
}
