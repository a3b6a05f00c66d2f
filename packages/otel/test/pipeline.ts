/** OpenTelemetry's SDK, set up as a program does it, with what arrives in it. */
import type { LiveSink } from "@heddle/core";
import type { OTelTelemetry } from "@heddle/otel";
import { context, type HrTime } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  InMemorySpanExporter,
  type ReadableSpan,
  SimpleSpanProcessor,
  TracerProvider,
  type TracerProviderOptions,
} from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll } from "vitest";

export class Pipeline {
  readonly tracerProvider: TracerProvider;
  readonly meterProvider: MeterProvider;
  readonly #spans = new InMemorySpanExporter();
  readonly #metrics = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);

  constructor(options: TracerProviderOptions = {}) {
    const exporter = this.#spans;
    const reader = new PeriodicExportingMetricReader({ exporter: this.#metrics, exportIntervalMillis: 3_600_000 });
    this.tracerProvider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })], ...options });
    this.meterProvider = new MeterProvider({ readers: [reader] });
  }

  /** The spans that have ended, in that order. */
  get spans(): ReadableSpan[] {
    return this.#spans.getFinishedSpans();
  }

  span(name: string): ReadableSpan {
    const span = this.spans.find((each) => each.name === name);
    if (span === undefined) throw new Error(`no span "${name}" has arrived`);
    return span;
  }

  /** The metrics as they are now. */
  async metrics(): Promise<MetricData[]> {
    this.#metrics.reset();
    await this.meterProvider.forceFlush();
    return this.#metrics.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics.flatMap(({ metrics }) => metrics));
  }

  async metric(name: string): Promise<MetricData> {
    const metric = (await this.metrics()).find(({ descriptor }) => descriptor.name === name);
    if (metric === undefined) throw new Error(`no metric "${name}" has arrived`);
    return metric;
  }
}

/** The sink of a telemetry, which is none of its users' business. */
export function sinkOf(telemetry: OTelTelemetry): LiveSink {
  const { deliveries } = Reflect.get(telemetry, Symbol.for("heddle.recorder/1"));
  return deliveries[0].sink;
}

/** Trace id, span id and parent's id. */
export function idsOf(span: ReadableSpan): readonly (string | undefined)[] {
  const { traceId, spanId } = span.spanContext();
  return [traceId, spanId, span.parentSpanContext?.spanId];
}

export function microseconds([seconds, nanoseconds]: HrTime): number {
  return seconds * 1_000_000 + nanoseconds / 1000;
}

/** For all tests of a file. */
export function registerContextManager(): void {
  beforeAll(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  });
  afterAll(() => context.disable());
}
