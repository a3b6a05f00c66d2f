/** Decodes OTLP's metrics into records. */
import type { JsonObject, MetricRecord } from "@heddle/core";
import { attributesOf } from "./any-value.ts";
import { type MetricsMessage, metrics } from "./metric-messages.ts";
import { metricsOf } from "./metric-of-message.ts";
import { type OtlpScope, scopeOf } from "./otlp-resource.ts";
import { readJson } from "./read-json.ts";
import { readProtobuf } from "./read-protobuf.ts";

/** The metrics of one library in one process. */
export interface DecodedMetrics {
  /** `service.name` and the like. */
  readonly resource: JsonObject;
  readonly scope?: OtlpScope;
  /**
   * A record for each data point.
   *
   * - A sum of what came since the point before is a counter; one that counts from the start, or may fall, is a gauge.
   * - A histogram and a summary are histograms of the sum; the other figures are attributes, `otel.histogram.count`, `.min`,
   *   `.max`, `.buckets` and `otel.summary.count`, `.quantiles`. A histogram without a sum is a metric of its count,
   *   `name.count`.
   * - `otel.temporality` says `cumulative` where the value counts from the start, `otel.started_at` in milliseconds since
   *   the epoch; and `delta` where a gauge is a change.
   */
  readonly metrics: readonly MetricRecord[];
  /** How many data points have no finite value, and so no record. */
  readonly leftOut: number;
}

/**
 * The data points of an `ExportMetricsServiceRequest` in protobuf, by resource and scope. Throws an `OtlpFormatError` for
 * what is none.
 */
export function decodeMetrics(request: Uint8Array): readonly DecodedMetrics[] {
  return decoded(readProtobuf(request, metrics));
}

/** The same in JSON: its text, or what that says. */
export function decodeMetricsJson(request: string | object): readonly DecodedMetrics[] {
  return decoded(readJson(request, metrics));
}

function decoded({ resourceMetrics = [] }: MetricsMessage): readonly DecodedMetrics[] {
  return resourceMetrics.flatMap(({ resource, scopeMetrics = [] }) =>
    scopeMetrics.map(({ scope, metrics = [] }) => {
      const points = metrics.flatMap(metricsOf);
      const records = points.filter((point) => point !== undefined);
      return {
        resource: attributesOf(resource?.attributes),
        ...(scope && { scope: scopeOf(scope) }),
        metrics: records,
        leftOut: points.length - records.length,
      };
    }),
  );
}
