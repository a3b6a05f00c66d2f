/** Says what of a span is compared. */
import type { JsonValue } from "@heddle/core";
import { type ChangedFacet, inputOf, modelOf, outputOf, type TraceSpan } from "@heddle/reader";

const texts: Readonly<Record<ChangedFacet, (span: TraceSpan) => string>> = {
  name: ({ record }) => record.name,
  type: ({ type }) => type ?? "",
  input: ({ record }) => textOf(inputOf(record.attributes)?.value),
  output: ({ record }) => textOf(outputOf(record.attributes)?.value),
  status: ({ status }) => status,
  error: ({ record }) => (record.kind === "span" && record.exception) || "",
  model: ({ record }) => modelOf(record.attributes) ?? "",
};

/** All that can be asked for. */
export const facets: readonly ChangedFacet[] = Object.keys(texts) as ChangedFacet[];

/** What the span says of it, as one text; empty where it says nothing. */
export function facetText(span: TraceSpan, facet: ChangedFacet): string {
  return texts[facet](span);
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : (JSON.stringify(value) ?? "");
}
