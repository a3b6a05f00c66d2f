/** Makes records of a document of another format. */
import { createHash } from "node:crypto";
import type { JsonObject, MetricRecord, ResourceRecord, SpanRecord, SpanStart } from "@heddle/core";
import { parseTimestamp } from "@heddle/core/bridge";
import {
  type DecodedMetrics,
  type DecodedTraces,
  decodeMetricsJson,
  decodeTraces,
  decodeTracesJson,
} from "@heddle/otlp";
import { fromNodetracer, fromOpenInference, type Imported } from "@heddle/reader";

/** The formats, as they are typed. */
export const importFormats = ["otlp-json", "otlp-proto", "nodetracer", "openinference"] as const;

/** The problem of a file that need not be imported. */
export const alreadyRecording = "this is a recording already; heddle inspect shows it";

/** What is imported. */
export type ImportFormat = (typeof importFormats)[number];

/** What one writer has recorded. */
export interface ImportedGroup {
  readonly resource: ResourceRecord;
  readonly records: readonly (SpanRecord | SpanStart | MetricRecord)[];
}

/** What a document holds, and what is wrong with it, a sentence each. */
export interface ImportedDocument {
  readonly groups: readonly ImportedGroup[];
  readonly problems: readonly string[];
}

/** `content`: parsed JSON, or bytes. `format`: what it is, unless that shows. Never throws. */
export function importedRecords(content: unknown, format: ImportFormat | undefined): ImportedDocument {
  const known = format ?? formatOf(content);
  if (known === undefined) return { groups: [], problems: [unknownText(content)] };
  try {
    return readers[known](content);
  } catch (error) {
    return { groups: [], problems: [(error as Error).message] };
  }
}

function formatOf(content: unknown): ImportFormat | undefined {
  if (content instanceof Uint8Array) return "otlp-proto";
  const [first = undefined] = Array.isArray(content) ? content : [content];
  if (typeof first !== "object" || first === null) return undefined;
  if ("resourceSpans" in first || "resource_spans" in first || "resourceMetrics" in first) return "otlp-json";
  if ("nodes" in first && "trace_id" in first) return "nodetracer";
  return "context" in first || "data" in first ? "openinference" : undefined;
}

function unknownText(content: unknown): string {
  const { kind } = (content ?? {}) as { kind?: unknown };
  return ["span", "span_start", "metric", "resource"].includes(String(kind))
    ? alreadyRecording
    : "this is neither OTLP nor a trace of nodetracer nor spans of OpenInference; --from says what else it is";
}

const readers: Readonly<Record<ImportFormat, (content: unknown) => ImportedDocument>> = {
  "otlp-json": (content) => {
    const isMetrics = typeof content === "object" && content !== null && "resourceMetrics" in content;
    return isMetrics ? metrics(decodeMetricsJson(content)) : traces(decodeTracesJson(content as object));
  },
  "otlp-proto": (content) => traces(decodeTraces(content as Uint8Array)),
  nodetracer: (content) => others(fromNodetracer(content), "nodetracer"),
  openinference: (content) => others(fromOpenInference(content), "openinference"),
};

function traces(decoded: readonly DecodedTraces[]): ImportedDocument {
  return {
    groups: decoded.flatMap(({ resource, spans }) => groupsOf(spans, resource)),
    problems: decoded.flatMap(({ problems = [] }) => problems),
  };
}

function metrics(decoded: readonly DecodedMetrics[]): ImportedDocument {
  const leftOut = decoded.reduce((sum, each) => sum + each.leftOut, 0);
  return {
    groups: decoded.flatMap(({ resource, metrics }) => groupsOf(metrics, resource)),
    problems: leftOut === 0 ? [] : [`data points without a finite value are left out: ${leftOut}`],
  };
}

function others({ records, problems }: Imported, format: string): ImportedDocument {
  const kept = records.filter((record) => record.kind !== "resource");
  return { groups: groupsOf(kept, { "service.name": format }), problems };
}

/** None of nothing. The same attributes make the same resource, in each file and each time. */
function groupsOf(records: ImportedGroup["records"], attributes: JsonObject): ImportedGroup[] {
  const [first] = records;
  if (first === undefined) return [];
  const { "service.name": name, "service.instance.id": instance, "process.pid": pid } = attributes;
  const created = parseTimestamp(String(attributes["process.creation.time"]));
  const resource: ResourceRecord = {
    kind: "resource",
    resourceId: /^[0-9a-f]{8}$/.test(String(instance)) ? String(instance) : hashOf(attributes),
    serviceName: typeof name === "string" ? name : "unknown_service",
    pid: typeof pid === "number" ? pid : 0,
    startedAt: created ?? (first.kind === "metric" ? first.emittedAt : first.startedAt),
  };
  return [{ resource, records }];
}

function hashOf(attributes: JsonObject): string {
  const text = Object.entries(attributes)
    .map((entry) => JSON.stringify(entry))
    .sort()
    .join();
  return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
