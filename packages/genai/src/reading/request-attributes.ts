/** What a model was asked for, as attributes of a span. */
import type { JsonObject, JsonValue } from "@heddle/core";
import { jsonAttributes } from "@heddle/core/bridge";
import { defined } from "./look.ts";
import type { ModelParameters } from "./model-parameters.ts";
import { snakeCase } from "./snake-case.ts";

/**
 * The conventions' `gen_ai.request.*` and `gen_ai.output.type`, each where it was asked for; the count of choices only where it
 * is not one. What the conventions have no name for is `heddle.request.*`, in snake_case.
 * https://github.com/open-telemetry/semantic-conventions-genai
 */
export function requestAttributes(parameters: ModelParameters): JsonObject {
  const { choiceCount, stopSequences } = parameters;
  const others = jsonAttributes(parameters.others ?? undefined);
  return {
    ...defined<JsonObject>({
      "gen_ai.request.temperature": parameters.temperature,
      "gen_ai.request.max_tokens": parameters.maxTokens,
      "gen_ai.request.top_p": parameters.topP,
      "gen_ai.request.top_k": parameters.topK,
      "gen_ai.request.frequency_penalty": parameters.frequencyPenalty,
      "gen_ai.request.presence_penalty": parameters.presencePenalty,
      "gen_ai.request.stop_sequences": stopSequences as JsonValue | undefined,
      "gen_ai.request.seed": parameters.seed,
      "gen_ai.request.choice.count": choiceCount === 1 ? undefined : choiceCount,
      "gen_ai.request.reasoning.level": parameters.reasoningLevel,
      "gen_ai.output.type": parameters.outputType,
      "gen_ai.request.previous_response.id": parameters.previousResponseId,
    }),
    ...Object.fromEntries(Object.entries(others).map(([key, value]) => [`heddle.request.${snakeCase(key)}`, value])),
  };
}
