/** What OpenTelemetry knows of a span or a metric beside its attributes, as attributes of a record. */
import type { JsonObject } from "@heddle/core";
import type { InstrumentationScope } from "./readable-span.ts";

/** The scope of what Heddle itself records through OpenTelemetry. */
export const HEDDLE_SCOPE = "@heddle/otel";

const KINDS = ["INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER"];

/**
 * `otel.scope.name` and `otel.scope.version`, as OpenTelemetry names them where there is no other place for them
 * (https://opentelemetry.io/docs/specs/otel/common/mapping-to-non-otlp/). Nothing for Heddle's own.
 */
export function scopeAttributes(scope: InstrumentationScope | undefined): JsonObject {
  if (scope === undefined || scope.name === HEDDLE_SCOPE) return {};
  return {
    ...(scope.name && { "otel.scope.name": scope.name }),
    ...(scope.version && { "otel.scope.version": scope.version }),
  };
}

/** `otel.span.kind`, unless the span is internal, as most are. */
export function kindAttributes(kind: number | undefined): JsonObject {
  const name = kind && KINDS[kind];
  return name ? { "otel.span.kind": name } : {};
}
