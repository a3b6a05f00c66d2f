/** Decodes OTLP's spans into records. */
import type { JsonObject, SpanRecord } from "@heddle/core";
import { attributesOf } from "./any-value.ts";
import { type OtlpScope, scopeOf } from "./otlp-resource.ts";
import { readJson } from "./read-json.ts";
import { readProtobuf } from "./read-protobuf.ts";
import { spanOf } from "./span-of-message.ts";
import { type TracesMessage, traces } from "./trace-messages.ts";

/** The spans of one library in one process. */
export interface DecodedTraces {
  /** `service.name` and the like. */
  readonly resource: JsonObject;
  readonly scope?: OtlpScope;
  readonly spans: readonly SpanRecord[];
}

/**
 * The spans of an `ExportTraceServiceRequest` in protobuf, by resource and scope. Throws an `OtlpFormatError` for what is
 * none.
 */
export function decodeTraces(request: Uint8Array): readonly DecodedTraces[] {
  return decoded(readProtobuf(request, traces));
}

/** The same in JSON: its text, or what that says. */
export function decodeTracesJson(request: string | object): readonly DecodedTraces[] {
  return decoded(readJson(request, traces));
}

function decoded({ resourceSpans = [] }: TracesMessage): readonly DecodedTraces[] {
  return resourceSpans.flatMap(({ resource, scopeSpans = [] }, at) =>
    scopeSpans.map(({ scope, spans = [] }, scopeAt) => ({
      resource: attributesOf(resource?.attributes),
      ...(scope && { scope: scopeOf(scope) }),
      spans: spans.map((span, index) => spanOf(span, `resourceSpans[${at}].scopeSpans[${scopeAt}].spans[${index}]`)),
    })),
  );
}
