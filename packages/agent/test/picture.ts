/** What a run has told, in a form that a test can read and compare. */
import type { InMemoryTelemetry, JsonObject, SpanNode } from "@heddle/core";

/** A line a span: `  loom.tool ok tool=add, ok=true`, indented by depth; without what `leftOut` names. */
export function treeOf(memory: InMemoryTelemetry, leftOut: readonly string[] = []): string[] {
  const lines = (nodes: readonly SpanNode[], indent: string): string[] =>
    nodes.flatMap(({ span, children }) => [
      `${indent}${span.name} ${span.status} ${attributesOf(span.attributes, leftOut)}`.trimEnd(),
      ...lines(children, `${indent}  `),
    ]);
  return lines(memory.tree(), "");
}

/** A line a metric: `loom.tokens.input counter 42 model=m, user_id=alice`. */
export function metricsOf(memory: InMemoryTelemetry, name?: string): string[] {
  return memory
    .metrics()
    .filter((metric) => name === undefined || metric.name === name)
    .map(
      ({ name, instrumentKind, value, attributes }) => `${name} ${instrumentKind} ${value} ${attributesOf(attributes)}`,
    );
}

function attributesOf(attributes: JsonObject, leftOut: readonly string[] = []): string {
  const entries = Object.entries(attributes).filter(([key]) => !leftOut.includes(key));
  return entries.map(([key, value]) => `${key}=${value}`).join(", ");
}
