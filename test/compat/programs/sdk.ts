/** The SDK that is installed, of line 2 or 3, under the names that both have. */
import * as api from "@opentelemetry/api";

/** A finished span, as both lines have it. */
export interface Finished {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly status: { readonly code: number; readonly message?: string };
  readonly events: readonly { readonly name: string; readonly attributes?: Readonly<Record<string, unknown>> }[];
  readonly links: readonly { readonly attributes?: Readonly<Record<string, unknown>> }[];
  readonly parentSpanContext?: { readonly spanId: string };
  readonly startTime: readonly [number, number];
  spanContext(): { readonly traceId: string; readonly spanId: string };
}

export interface Options {
  readonly idGenerator?: object;
  /** Instead of keeping them. */
  readonly spanProcessors?: readonly object[];
}

// Only one of the two is installed: what is not there for everybody cannot be imported with its types.
const BASE: string = "@opentelemetry/sdk-trace-base";
const TRACE: string = "@opentelemetry/sdk-trace";
const METRICS: string = "@opentelemetry/sdk-metrics";
const CONTEXT: string = "@opentelemetry/context-async-hooks";

/** Line 3 has no `sdk-trace-base`, and its processors take an object. */
const base = await import(BASE).catch(() => undefined);
const sdk = base ?? (await import(TRACE));
const metricsSdk = await import(METRICS);
const { AsyncLocalStorageContextManager } = await import(CONTEXT);

/** Registers a context manager, as programs do. */
export function registerContextManager(): void {
  api.context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
}

/** Providers that keep what arrives. */
export function pipeline({ idGenerator, spanProcessors }: Options = {}) {
  const exporter = new sdk.InMemorySpanExporter();
  const Provider = base?.BasicTracerProvider ?? sdk.TracerProvider;
  const simple = () => new sdk.SimpleSpanProcessor(base === undefined ? { exporter } : exporter);
  const tracerProvider = new Provider({ spanProcessors: spanProcessors ?? [simple()], idGenerator });
  const metrics = new metricsSdk.InMemoryMetricExporter(metricsSdk.AggregationTemporality.CUMULATIVE);
  const reader = new metricsSdk.PeriodicExportingMetricReader({ exporter: metrics, exportIntervalMillis: 3_600_000 });
  const meterProvider = new metricsSdk.MeterProvider({ readers: [reader] });
  return {
    tracerProvider,
    meterProvider,
    spans: (): Finished[] => exporter.getFinishedSpans(),
    span: (name: string): Finished => exporter.getFinishedSpans().find((span: Finished) => span.name === name),
    exported: (): unknown[] => metrics.getMetrics().flatMap(outline),
  };
}

interface Exported {
  readonly scopeMetrics: readonly {
    readonly metrics: readonly {
      readonly descriptor: { readonly name: string; readonly unit: string };
      readonly dataPoints: readonly { readonly value: unknown }[];
    }[];
  }[];
}

/** Name, unit, and the value or the histogram of each metric. */
function outline({ scopeMetrics }: Exported): unknown[] {
  const metrics = scopeMetrics.flatMap((scope) => scope.metrics);
  return metrics.map(({ descriptor: { name, unit }, dataPoints }) => [name, unit, dataPoints[0]?.value]);
}
