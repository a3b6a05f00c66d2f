/** Which kind of span OTLP calls a record. */
import type { JsonValue } from "@heddle/core";

/** The numbers of OTLP's `SpanKind`, by their names. */
const kinds = ["INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];
const INTERNAL = 1;
const CLIENT = 3;

/** The GenAI conventions' operations that call somebody else's service. */
const clientOperations: ReadonlySet<JsonValue | undefined> = new Set([
  "chat",
  "create_agent",
  "embeddings",
  "fetch_response",
  "generate_content",
  "retrieval",
  "text_completion",
]);

/** The kind by the GenAI operation: `CLIENT` for those that call somebody else's service, `INTERNAL` for all others. */
export function kindOfOperation(operation: JsonValue | undefined): number {
  return clientOperations.has(operation) ? CLIENT : INTERNAL;
}

/** The kind that the attribute `otel.span.kind` names, in whatever case; `undefined` for what is none. */
export function kindNumber(name: JsonValue): number | undefined {
  const index = typeof name === "string" ? kinds.indexOf(name.toUpperCase()) : -1;
  return index < 0 ? undefined : index + 1;
}

/** The name of a kind; `undefined` for one that is left unsaid, or not known. */
export function kindName(kind: number): string | undefined {
  return kinds[kind - 1];
}
