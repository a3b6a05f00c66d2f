/** Puts encoded spans into requests. */
import { ByteWriter } from "./byte-writer.ts";
import { resource as resourceType, scope as scopeType } from "./common-messages.ts";
import { heddleScope, type OtlpResource, resourceMessage } from "./otlp-resource.ts";
import { writeJson } from "./write-json.ts";
import { writeProtobuf } from "./write-protobuf.ts";

/** What `spanToProtobuf` gave, as one `ExportTraceServiceRequest`. */
export function tracesRequest(spans: readonly Uint8Array[], resource: OtlpResource): Uint8Array {
  const scopeField = field(SCOPE, writeProtobuf(heddleScope, scopeType));
  const scopeSpans = [scopeField, ...spans];
  const resourceField = field(RESOURCE, writeProtobuf(resourceMessage(resource), resourceType));
  const resourceSpans = [resourceField, head(SCOPE_SPANS, sizeOf(scopeSpans)), ...scopeSpans];
  return Buffer.concat([head(RESOURCE_SPANS, sizeOf(resourceSpans)), ...resourceSpans]);
}

/** What `spanToJson` gave, as one `ExportTraceServiceRequest`. */
export function tracesRequestJson(spans: readonly string[], resource: OtlpResource): string {
  const resourceJson = writeJson(resourceMessage(resource), resourceType);
  const scopeJson = writeJson(heddleScope, scopeType);
  const scopeSpans = `{"scope":${scopeJson},"spans":[${spans.join()}]}`;
  return `{"resourceSpans":[{"resource":${resourceJson},"scopeSpans":[${scopeSpans}]}]}`;
}

/** `ExportTraceServiceRequest.resource_spans`, `ResourceSpans.resource` and `scope_spans`, `ScopeSpans.scope`. */
const RESOURCE_SPANS = 0x0a;
const RESOURCE = 0x0a;
const SCOPE_SPANS = 0x12;
const SCOPE = 0x0a;

function field(tag: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([head(tag, bytes.length), bytes]);
}

const writer = new ByteWriter();

function head(tag: number, length: number): Uint8Array {
  writer.begin(6);
  writer.varint(tag);
  writer.varint(length);
  return writer.take();
}

function sizeOf(parts: readonly Uint8Array[]): number {
  return parts.reduce((sum, part) => sum + part.length, 0);
}
