/** What a span says of the prompt that was used in it. */
import type { JsonObject } from "@heddle/core";
import { textOf } from "@heddle/core/bridge";
import type { PromptVariables } from "./prompt.ts";
import { variableText } from "./variable-text.ts";

/** A prompt, of ours or of any other registry. */
export interface LinkedPrompt {
  readonly name: string;
  readonly version: number | string;
}

/**
 * `gen_ai.prompt.name`, `gen_ai.prompt.version` (a text, by the conventions) and, where `variables` are given, a
 * `gen_ai.prompt.variable.<name>` for each of them, as it was put in. Variables are content. Never throws.
 * https://github.com/open-telemetry/semantic-conventions-genai
 */
export function promptAttributes(prompt: LinkedPrompt, variables: PromptVariables = {}): JsonObject {
  return {
    "gen_ai.prompt.name": prompt.name,
    "gen_ai.prompt.version": String(prompt.version),
    ...Object.fromEntries(
      Object.keys(variables).map((name) => [`gen_ai.prompt.variable.${name}`, writtenText(variables, name)]),
    ),
  };
}

/** As it was put in; what cannot be put in is named, as this only tells of it. */
function writtenText(variables: PromptVariables, name: string): string {
  try {
    const value = variables[name];
    return variableText(value) ?? textOf(value);
  } catch {
    // A getter that throws.
    return "[unreadable]";
  }
}
