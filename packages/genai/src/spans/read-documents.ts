/** Reads what a search has found, in whichever shape it comes. */
import { createHash } from "node:crypto";
import type { JsonObject } from "@heddle/core";
import { textOf } from "@heddle/core/bridge";
import { defined, isObject, textAt, type Unknowns } from "../reading/look.ts";
import { jsonOf } from "../reading/read-part.ts";

/** A text, or an object with one: those of LangChain, LlamaIndex and vector stores are read. */
export type DocumentInput = string | Unknowns;

/** A document that was found. Keys as in `gen_ai.retrieval.documents`, and three more. */
export interface RetrievedDocument {
  /** Its own, or else a hash of its content. */
  readonly id: string;
  readonly score?: number;
  readonly content?: string;
  /** Which part of the document it is. */
  readonly chunk_id?: string;
  readonly metadata?: JsonObject;
}

/** Never throws; what is no document is one whose content is its text. */
export function readDocuments(found: readonly unknown[]): readonly RetrievedDocument[] {
  return found.map((given) => {
    try {
      return readDocument(given);
    } catch {
      // A getter that throws, a proxy.
      return { id: "", content: textOf(given) };
    }
  });
}

function readDocument(given: unknown): RetrievedDocument {
  if (!isObject(given)) return { id: hashOf(textOf(given)), content: textOf(given) };
  // A search with scores gives pairs or nodes around the documents.
  const inner = [given.document, given.node, given.payload].find(isObject) ?? given;
  const content = textAt(inner, "content", "text", "pageContent", "page_content", "chunk");
  const metadata = isObject(inner.metadata) ? inner.metadata : undefined;
  const id = idAt(given) ?? idAt(inner) ?? (metadata && idAt(metadata));
  return defined<RetrievedDocument>({
    id: id ?? hashOf(content ?? JSON.stringify(jsonOf(given))),
    score: numberAt(given, "score", "similarity", "relevance_score", "_score") ?? numberAt(inner, "score"),
    content: content ?? (id === undefined ? JSON.stringify(jsonOf(given)) : undefined),
    chunk_id: textAt(inner, "chunk_id", "chunkId"),
    metadata: metadata && (jsonOf(metadata) as JsonObject),
  });
}

function idAt(object: Unknowns): string | undefined {
  for (const key of ["id", "document_id", "documentId", "id_", "_id"]) {
    const id = object[key];
    if (typeof id === "string" || typeof id === "number") return String(id);
  }
  return undefined;
}

function numberAt(object: Unknowns, ...keys: readonly string[]): number | undefined {
  for (const key of keys) {
    const value = object[key];
    if (typeof value === "number" && Number.isFinite(value)) return value;
  }
  return undefined;
}

function hashOf(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}
