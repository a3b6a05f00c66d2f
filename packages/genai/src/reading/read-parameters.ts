/** Reads how a model is asked to answer, by whichever names. */

import { defined, isObject, textAt } from "./look.ts";
import type { ModelParameters } from "./model-parameters.ts";
import { otherParameters } from "./other-parameters.ts";
import { type RequestSettings, valuesAt } from "./request-settings.ts";

/** The parameters in the settings of a request. */
export function readParameters(settings: RequestSettings): ModelParameters {
  const previous = settings.get("previous_response_id")?.value;
  return defined<ModelParameters>({
    ...numbersIn(settings),
    stopSequences: stopSequencesOf(settings),
    reasoningLevel: reasoningLevelOf(settings)?.toLowerCase(),
    outputType: outputTypeOf(settings),
    previousResponseId: typeof previous === "string" ? previous : undefined,
    others: otherParameters(settings, knownNames),
  });
}

type NumberField = keyof typeof numberNames;

/** The first that is there counts. */
const numberNames = {
  temperature: ["temperature"],
  maxTokens: [
    "max_completion_tokens",
    "max_output_tokens",
    "max_tokens",
    "max_new_tokens",
    "max_tokens_to_sample",
    "max_gen_len",
    "num_predict",
  ],
  topP: ["top_p", "p"],
  topK: ["top_k", "k"],
  frequencyPenalty: ["frequency_penalty"],
  presencePenalty: ["presence_penalty"],
  seed: ["seed", "random_seed"],
  choiceCount: ["n", "candidate_count", "num_generations"],
} as const satisfies Partial<Record<keyof ModelParameters, readonly string[]>>;

const numberFields = Object.keys(numberNames) as readonly NumberField[];

const stopNames = ["stop_sequences", "stop"];
const reasoningNames = ["reasoning_effort", "reasoning", "effort", "think", "output_config", "thinking_config"];
const outputNames = ["response_format", "format", "output_format", "response_mime_type", "output"];

const knownNames: ReadonlySet<string> = new Set([
  ...Object.values(numberNames).flat(),
  ...stopNames,
  ...outputNames,
  "reasoning_effort",
  "previous_response_id",
]);

function numbersIn(settings: RequestSettings): { readonly [Field in NumberField]?: number } {
  const numbers: { [Field in NumberField]?: number } = {};
  for (const field of numberFields) {
    const number = valuesAt(settings, numberNames[field]).find(Number.isFinite);
    if (number !== undefined) numbers[field] = number as number;
  }
  return numbers;
}

function stopSequencesOf(settings: RequestSettings): readonly string[] | undefined {
  const [given] = valuesAt(settings, stopNames);
  const texts = [given].flat().filter((text) => typeof text === "string");
  return texts.length === 0 ? undefined : texts;
}

function reasoningLevelOf(settings: RequestSettings): string | undefined {
  const said = valuesAt(settings, reasoningNames);
  const ofProviders = settings.get("provider_options")?.value;
  const objects = [...said, ...(isObject(ofProviders) ? Object.values(ofProviders).flatMap(withThinking) : [])];
  const levels = objects.map((value) => (isObject(value) ? textAt(value, ...levelKeys) : value));
  return levels.find((level) => typeof level === "string");
}

const levelKeys = ["effort", "reasoningEffort", "reasoning_effort", "thinkingLevel", "thinking_level"];

function withThinking(options: unknown): readonly unknown[] {
  return isObject(options) ? [options, options.thinkingConfig] : [];
}

function outputTypeOf(settings: RequestSettings): ModelParameters["outputType"] {
  const [modalities] = valuesAt(settings, ["response_modalities", "modalities"]);
  const wanted = Array.isArray(modalities) ? modalities.map((modality) => String(modality).toLowerCase()) : [];
  if (wanted.includes("image")) return "image";
  if (wanted.includes("audio")) return "speech";
  const config = settings.get("output_config")?.value;
  const ofConfig = isObject(config) ? (config.format ?? config.textFormat) : undefined;
  const formats = [...valuesAt(settings, outputNames), ofConfig].map(formatName);
  if (settings.has("schema") || formats.some((format) => /json|object|array|choice/.test(format))) return "json";
  return wanted.includes("text") || formats.some((format) => /^text/.test(format)) ? "text" : undefined;
}

function formatName(format: unknown): string {
  return (isObject(format) ? textAt(format, "type", "name") : undefined) ?? (typeof format === "string" ? format : "");
}
