/** What OpenInference says of a model call: the model, what was asked for, and what it took. */
import type { JsonObject, JsonValue } from "@heddle/core";
import { names } from "../names.ts";
import { defined } from "../reading/look.ts";
import { cacheWriteOf } from "./cache-write-of.ts";
import type { SpanKind } from "./kind-of.ts";

/** `llm.*` without messages and tools, or `embedding.*`. */
export function modelAttributes(attributes: JsonObject, kind: SpanKind | undefined): JsonObject {
  const model = attributes[names.responseModel] ?? attributes[names.requestModel];
  const parameters = parametersOf(attributes);
  if (kind === "EMBEDDING") {
    return defined<JsonObject>({
      "embedding.model_name": model,
      "embedding.invocation_parameters": parameters,
      ...tokensOf(attributes),
    });
  }
  const [provider, system] = providerOf(attributes[names.provider]);
  return defined<JsonObject>({
    "llm.model_name": model,
    "llm.provider": provider,
    "llm.system": system,
    "llm.invocation_parameters": kind === "LLM" ? parameters : undefined,
    "llm.finish_reason": firstOf(attributes[names.finishReasons]),
    ...tokensOf(attributes),
  });
}

function tokensOf(attributes: JsonObject): { readonly [name: string]: JsonValue | undefined } {
  const { [names.usageInput]: prompt, [names.usageOutput]: completion } = attributes;
  const isWhole = typeof prompt === "number" && typeof completion === "number";
  return {
    "llm.token_count.prompt": prompt,
    "llm.token_count.completion": completion,
    "llm.token_count.total": isWhole ? prompt + completion : undefined,
    "llm.token_count.prompt_details.cache_read": attributes[names.usageCacheRead],
    "llm.token_count.prompt_details.cache_write": cacheWriteOf(attributes),
    "llm.token_count.completion_details.reasoning": attributes[names.usageReasoning],
    "llm.cost.total": attributes[names.cost],
  };
}

const PARAMETER = /^(?:gen_ai|heddle)\.request\.(.+)$/;

/** Everything that was asked for but the model itself, as JSON text. */
function parametersOf(attributes: JsonObject): string | undefined {
  const entries = Object.entries(attributes).flatMap(([key, value]) => {
    const name = PARAMETER.exec(key)?.[1];
    return name === undefined || name === "model" ? [] : [[name.replaceAll(".", "_"), value]];
  });
  return entries.length === 0 ? undefined : JSON.stringify(Object.fromEntries(entries));
}

/** OpenInference's words for who runs a model, and, where that tells, for whose protocol it speaks. */
const providers: ReadonlyMap<unknown, readonly [provider: string, system?: string]> = new Map([
  ["aws.bedrock", ["aws"]],
  ["azure.ai.inference", ["azure"]],
  ["azure.ai.openai", ["azure", "openai"]],
  ["gcp.gemini", ["google"]],
  ["gcp.gen_ai", ["google"]],
  ["gcp.vertex_ai", ["google", "vertexai"]],
  ["mistral_ai", ["mistralai", "mistralai"]],
  ["moonshot_ai", ["moonshot"]],
  ["x_ai", ["xai", "xai"]],
]);

function providerOf(provider: JsonValue | undefined): readonly (JsonValue | undefined)[] {
  return providers.get(provider) ?? [provider, provider];
}

function firstOf(value: JsonValue | undefined): JsonValue | undefined {
  return Array.isArray(value) ? value[0] : undefined;
}
