/** Encodes spans as whole OTLP requests. */
import type { SpanRecord } from "@heddle/core";
import type { OtlpLimits } from "@heddle/core/bridge";
import type { OtlpResource } from "./otlp-resource.ts";
import { spanToJson } from "./span-to-json.ts";
import { spanToProtobuf } from "./span-to-protobuf.ts";
import { tracesRequest, tracesRequestJson } from "./traces-request.ts";

/** The spans as one `ExportTraceServiceRequest` in protobuf. */
export function encodeTraces(spans: readonly SpanRecord[], resource: OtlpResource, limits?: OtlpLimits): Uint8Array {
  return tracesRequest(
    spans.map((span) => spanToProtobuf(span, limits)),
    resource,
  );
}

/** The spans as one `ExportTraceServiceRequest` in JSON. */
export function encodeTracesJson(spans: readonly SpanRecord[], resource: OtlpResource, limits?: OtlpLimits): string {
  return tracesRequestJson(
    spans.map((span) => spanToJson(span, limits)),
    resource,
  );
}
