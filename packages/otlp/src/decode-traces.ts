/** Decodes OTLP's spans into records. */
import type { JsonObject, SpanRecord } from "@heddle/core";
import { attributesOf } from "./any-value.ts";
import { type OtlpScope, scopeOf } from "./otlp-resource.ts";
import { readJson } from "./read-json.ts";
import { readProtobuf } from "./read-protobuf.ts";
import { badIdOf, spanOf } from "./span-of-message.ts";
import { type SpanMessage, type TracesMessage, traces } from "./trace-messages.ts";

/** The spans of one library in one process. */
export interface DecodedTraces {
  /** `service.name` and the like. */
  readonly resource: JsonObject;
  readonly scope?: OtlpScope;
  readonly spans: readonly SpanRecord[];
  /** Why spans are left out: their ids are none. A sentence for each, with its place in the request. */
  readonly problems?: readonly string[];
}

/**
 * The spans of an `ExportTraceServiceRequest` in protobuf, by resource and scope; spans with bad ids are left out. Throws an
 * `OtlpFormatError` for what is no such request.
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
      ...spansOf(spans, `resourceSpans[${at}].scopeSpans[${scopeAt}]`),
    })),
  );
}

function spansOf(messages: readonly SpanMessage[], path: string): Pick<DecodedTraces, "spans" | "problems"> {
  const spans: SpanRecord[] = [];
  const problems: string[] = [];
  for (const [index, message] of messages.entries()) {
    const problem = badIdOf(message);
    if (problem === undefined) spans.push(spanOf(message));
    else problems.push(`${path}.spans[${index}].${problem}`);
  }
  return { spans, ...(problems.length > 0 && { problems }) };
}
