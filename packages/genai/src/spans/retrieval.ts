/** Searches for what a model is to know. */
import type { Attributes } from "@heddle/core";
import { type Conventions, names } from "../names.ts";
import { writeRetrieval } from "./io-attributes.ts";
import { type DocumentInput, readDocuments } from "./read-documents.ts";
import { type SpanFunction, spanFunction, type TypedSpanOptions } from "./span-function.ts";
import { TypedSpan } from "./typed-span.ts";

/** What is searched, and for what. A text as the input is the query. */
export interface RetrievalOptions extends TypedSpanOptions {
  /** The index, the collection or the database. */
  readonly dataSource?: string;
  /** How many are asked for. */
  readonly topK?: number;
}

/** What the work of `retrieval` and `rag` is given. */
export class RetrievalSpan extends TypedSpan {
  #hasDocuments = false;

  /** What was found, the best first: texts, or objects with an id, a content and a score. What is no list is the output as it is. */
  documents(found: readonly DocumentInput[]): void {
    if (!Array.isArray(found)) {
      this.output(found);
      return;
    }
    this.#hasDocuments = true;
    const documents = readDocuments(found);
    this.set({
      [names.retrievalDocuments]: this.place.capture.output
        ? documents
        : documents.map(({ content: _content, metadata: _metadata, ...document }) => document),
    });
  }

  /** A list is what was found, unless that was said; anything else is the output as it is: what was made of the documents. */
  protected override returned(value: unknown): void {
    if (!Array.isArray(value)) super.returned(value);
    else if (!this.#hasDocuments) this.documents(value);
  }
}

const attributes = (_name: string, { dataSource, topK }: RetrievalOptions, conventions: Conventions): Attributes => ({
  [names.dataSourceId]: dataSource,
  [conventions === "1.41" ? names.topK : "gen_ai.retrieval.top_k"]: topK,
});

/** A search of documents: what the work returns is what was found. */
export const retrieval: SpanFunction<RetrievalOptions, RetrievalSpan> = spanFunction<RetrievalOptions, RetrievalSpan>({
  type: "retrieval",
  write: writeRetrieval,
  attributes,
  create: (place) => new RetrievalSpan(place),
});

/** Likewise, in the word of those whose evaluators look for `rag` spans. */
export const rag: SpanFunction<RetrievalOptions, RetrievalSpan> = spanFunction<RetrievalOptions, RetrievalSpan>({
  type: "rag",
  write: writeRetrieval,
  attributes,
  create: (place) => new RetrievalSpan(place),
});
