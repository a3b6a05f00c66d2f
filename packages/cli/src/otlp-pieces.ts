/** Makes OTLP requests of the lines of a recording. */
import type { JsonObject, LineRecord, MetricRecord, ResourceRecord, SpanRecord } from "@heddle/core";
import { formatTimestamp } from "@heddle/core/bridge";
import { metricsRequestJson, spanToJson, spanToProtobuf, tracesRequest, tracesRequestJson } from "@heddle/otlp";
import type { RecordLine } from "@heddle/reader";
import { metricDataOf } from "./metric-data-of.ts";

/** What is written. */
export interface OtlpPiecesOptions {
  /** JSON: a request a line, as the Collector's file exporter writes. Protobuf: requests that together are one. */
  readonly format: "otlp-json" | "otlp-proto";
  readonly captureContent: boolean;
}

/** So many lines of recordings, in characters, make a request. */
const MAX_LENGTH = 1024 * 1024;
/** Nothing is cut. */
const VALUE_LENGTH = 2 ** 29;

/** Takes lines, gives requests, and knows what it has left out. */
export class OtlpPieces {
  /** Metrics that protobuf has no place for, beside spans. */
  metricsLeftOut = 0;
  /** Metrics that were written without the run that they are of. */
  metricsWithoutRun = 0;
  readonly #options: OtlpPiecesOptions;
  readonly #resources = new Map<string, JsonObject>();
  readonly #open = new Set<string>();
  #resourceId = "";
  #spans: SpanRecord[] = [];
  #metrics: MetricRecord[] = [];
  #length = 0;

  constructor(options: OtlpPiecesOptions) {
    this.#options = options;
  }

  /** Spans that have started and not ended. OTLP has only those that have. */
  get spansNotEnded(): number {
    return this.#open.size;
  }

  *add({ record, resourceId = "", length }: RecordLine): Generator<string | Uint8Array, void, undefined> {
    if (record.kind === "resource") {
      this.#resources.set(record.resourceId, attributesOf(record));
      return;
    }
    if (resourceId !== this.#resourceId || this.#length > MAX_LENGTH) yield* this.end();
    this.#resourceId = resourceId;
    this.#length += length;
    this.#take(record);
  }

  /** What is left. */
  *end(): Generator<string | Uint8Array, void, undefined> {
    const spans = this.#spans;
    const metrics = this.#metrics;
    this.#spans = [];
    this.#metrics = [];
    this.#length = 0;
    const id = this.#resourceId;
    const attributes = this.#resources.get(id) ?? (id === "" ? {} : { "service.instance.id": id });
    const { format, captureContent } = this.#options;
    const limits = { captureContent, valueLength: VALUE_LENGTH };
    if (spans.length > 0) {
      yield format === "otlp-json"
        ? `${tracesRequestJson(
            spans.map((span) => spanToJson(span, limits)),
            { attributes },
          )}\n`
        : tracesRequest(
            spans.map((span) => spanToProtobuf(span, limits)),
            { attributes },
          );
    }
    if (metrics.length > 0) yield `${metricsRequestJson(metricDataOf(metrics), { attributes })}\n`;
  }

  #take(record: Exclude<LineRecord, ResourceRecord>): void {
    if (record.kind === "metric") {
      if (this.#options.format === "otlp-proto") {
        this.metricsLeftOut++;
        return;
      }
      this.#metrics.push(record);
      if (record.traceId !== undefined) this.metricsWithoutRun++;
      return;
    }
    const key = `${record.traceId}${record.spanId}`;
    if (record.kind === "span_start") this.#open.add(key);
    else {
      this.#open.delete(key);
      this.#spans.push(record);
    }
  }
}

/** In OpenTelemetry's words. */
function attributesOf({ resourceId, serviceName, pid, startedAt }: ResourceRecord): JsonObject {
  return {
    "service.name": serviceName,
    "service.instance.id": resourceId,
    "process.pid": pid,
    "process.creation.time": formatTimestamp(startedAt),
  };
}
