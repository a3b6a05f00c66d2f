/** Spans as LangSmith shows them. */
import type { JsonObject, JsonValue, SpanRecord } from "@heddle/core";
import { names } from "../names.ts";
import { defined, isObject, parsed } from "../reading/look.ts";
import { fitted } from "./fitted.ts";
import { kindOf, type SpanKind } from "./kind-of.ts";
import { documentsOf } from "./openinference-lists.ts";
import { asText, type Content, contentFoundByAll, inputOf, outputOf } from "./span-content.ts";

/**
 * The span with what LangSmith does not find in it by itself: the run type, tags, the thread and the user, provider and model,
 * all tokens together, what tools and searches were given and gave. Messages, parameters and metadata it reads from the
 * conventions. Scores it takes by its own API only. https://docs.langchain.com/langsmith/trace-with-opentelemetry
 *
 * There is no `langsmith.trace.session_id`: what LangSmith calls a session is a project.
 */
export function langsmithProfile(record: SpanRecord): SpanRecord {
  const { attributes } = record;
  const made = defined<JsonObject>({
    "langsmith.span.kind": runType(kindOf(attributes)),
    "langsmith.span.tags": tagsOf(attributes[names.tags]),
    "langsmith.metadata.session_id": attributes[names.sessionId] ?? attributes[names.conversationId],
    "langsmith.metadata.user_id": attributes[names.userId],
    "langsmith.metadata.environment": attributes[names.environment],
    "langsmith.metadata.ls_provider": attributes[names.provider],
    "langsmith.metadata.ls_model_name": attributes[names.responseModel] ?? attributes[names.requestModel],
    "gen_ai.usage.total_tokens": totalTokens(attributes),
    "gen_ai.usage.details.reasoning_tokens": attributes[names.usageReasoning],
    [names.inputValue]: unknownText(inputOf(attributes)),
    [names.outputValue]: unknownText(outputOf(attributes)),
  });
  const documents = { name: "retrieval.documents", items: documentsOf(attributes).map(readDocument) };
  return { ...record, attributes: fitted({ ...made, ...attributes }, [documents]) };
}

const runTypes: Partial<Record<SpanKind, string>> = {
  LLM: "llm",
  EMBEDDING: "embedding",
  RETRIEVER: "retriever",
  TOOL: "tool",
  PROMPT: "prompt",
};

/** There are no others. */
function runType(kind: SpanKind | undefined): string | undefined {
  return kind && (runTypes[kind] ?? "chain");
}

function tagsOf(tags: JsonValue | undefined): string | undefined {
  return Array.isArray(tags) && tags.length > 0 ? tags.map(asText).join(",") : undefined;
}

function totalTokens({ [names.usageInput]: input, [names.usageOutput]: output }: JsonObject): number | undefined {
  return typeof input === "number" && typeof output === "number" ? input + output : undefined;
}

function unknownText(content: Content | undefined): string | undefined {
  return content === undefined || contentFoundByAll.includes(content.from) ? undefined : asText(content.value);
}

/** Content and metadata are what it reads of a document. */
function readDocument(document: JsonObject): JsonObject {
  const { "document.content": content = "", "document.id": id, "document.score": score } = document;
  const metadata = parsed(String(document["document.metadata"]));
  const about = { ...(isObject(metadata) && metadata), ...defined<JsonObject>({ id, score }) };
  return { "document.content": content, "document.metadata": JSON.stringify(about) };
}
