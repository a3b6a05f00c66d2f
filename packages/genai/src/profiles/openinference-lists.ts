/** What OpenInference writes as a list: messages, tools, documents, texts, scores. */
import type { JsonObject, JsonValue, SpanRecord } from "@heddle/core";
import { names } from "../names.ts";
import { defined, isObject, parsed } from "../reading/look.ts";
import type { Chat } from "./chat-of.ts";
import type { AttributeList } from "./fitted.ts";
import { ownJudgement, scoresOf } from "./judgements-of.ts";
import { kindOf } from "./kind-of.ts";
import { flatMessages } from "./openinference-messages.ts";
import { asText, inputOf } from "./span-content.ts";

/** Every list that the span has something for. */
export function listsOf(record: SpanRecord, { system, told, said }: Chat): readonly AttributeList[] {
  const { attributes } = record;
  return [
    { name: "llm.input_messages", items: flatMessages([...system, ...told]), cut: "middle" },
    { name: "llm.output_messages", items: flatMessages(said) },
    { name: "llm.tools", items: listAt(attributes, names.toolDefinitions).map(flatTool) },
    { name: "retrieval.documents", items: documentsOf(attributes) },
    { name: "embedding.embeddings", items: embeddedTexts(attributes) },
    { name: "evaluations", items: evaluationsOf(record) },
  ];
}

function flatTool(tool: JsonValue): JsonObject {
  if (!isObject(tool) || isObject(tool.function)) return { "tool.json_schema": asText(tool) };
  const { type = "function", ...inside } = tool;
  return { "tool.json_schema": JSON.stringify({ type, function: inside }) };
}

/** The documents that a search has found, each with the names that follow `retrieval.documents.0.` */
export function documentsOf(attributes: JsonObject): readonly JsonObject[] {
  return listAt(attributes, names.retrievalDocuments).map((document) => {
    const { id, score, content, metadata } = isObject(document) ? (document as JsonObject) : { content: document };
    return defined<JsonObject>({
      "document.id": id,
      "document.content": optionalText(content),
      "document.score": score,
      "document.metadata": optionalText(metadata),
    });
  });
}

function embeddedTexts(attributes: JsonObject): readonly JsonObject[] {
  if (kindOf(attributes) !== "EMBEDDING") return [];
  const value = inputOf(attributes)?.value;
  const given = typeof value === "string" ? parsed(value) : value;
  const texts: readonly unknown[] = Array.isArray(given) ? given : [value];
  return texts.flatMap((text) => (typeof text === "string" ? [{ "embedding.text": text }] : []));
}

/** It has to have one of them. */
const outcomes = [names.evaluationValue, names.evaluationLabel, names.evaluationExplanation];

/** Scores of this span; an evaluation's own judgement is of the one span that it names. */
function evaluationsOf(record: SpanRecord): readonly JsonObject[] {
  const own = record.links?.length === 1 ? ownJudgement(record) : undefined;
  const judgements = [...scoresOf(record), ...(own ? [own] : [])].filter(({ attributes }) =>
    outcomes.some((name) => name in attributes),
  );
  return judgements.map(({ attributes }) =>
    defined<JsonObject>({
      "evaluation.name": attributes[names.evaluationName],
      "evaluation.score": attributes[names.evaluationValue],
      "evaluation.label": attributes[names.evaluationLabel],
      "evaluation.explanation": attributes[names.evaluationExplanation],
      "evaluation.annotator_kind": attributes["heddle.score.source"] === "user" ? "HUMAN" : undefined,
      "evaluation.identifier": attributes["heddle.score.id"],
    }),
  );
}

function listAt(attributes: JsonObject, name: string): readonly JsonValue[] {
  const value = attributes[name];
  const given = typeof value === "string" ? parsed(value) : value;
  return Array.isArray(given) ? given : [];
}

function optionalText(value: JsonValue | undefined): string | undefined {
  return value === undefined ? undefined : asText(value);
}
