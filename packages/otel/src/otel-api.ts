/** The parts of OpenTelemetry's API that are used here, as every version of it has them. */
import type { OtlpAttributes } from "@heddle/core/bridge";

/** A TracerProvider of any SDK and version: of `@opentelemetry/sdk-trace`, `sdk-trace-base`, `dd-trace`, … */
export interface AnyTracerProvider {
  getTracer(name: string, version?: string): object;
}

/** A MeterProvider of any SDK and version. */
export interface AnyMeterProvider {
  getMeter(name: string, version?: string): object;
}

/** What `import * as api from "@opentelemetry/api"` gives, of any version. */
export interface AnyApi {
  readonly context: object;
  readonly trace: object;
  readonly metrics: object;
}

/** Whole seconds since the epoch, and nanoseconds. */
export type HrTime = [seconds: number, nanoseconds: number];

export interface OTelApi extends AnyApi {
  readonly context: {
    active(): OTelContext;
    with<T>(context: OTelContext, work: () => T): T;
  };
  readonly trace: {
    getTracerProvider(): AnyTracerProvider;
    getSpan(context: Pick<OTelContext, "getValue">): OTelSpan | undefined;
    setSpan(context: OTelContext, span: OTelSpan): OTelContext;
    deleteSpan(context: OTelContext): OTelContext;
    wrapSpanContext(context: OTelSpanContext): OTelSpan;
  };
  readonly metrics: {
    getMeterProvider(): AnyMeterProvider;
  };
}

export interface OTelContext {
  getValue(key: symbol): unknown;
  setValue(key: symbol, value: unknown): OTelContext;
  deleteValue(key: symbol): OTelContext;
}

export interface OTelSpanContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
}

export interface OTelTracer {
  startSpan(name: string, options: { startTime: HrTime; attributes: OtlpAttributes }, context: OTelContext): OTelSpan;
}

export interface OTelSpan {
  spanContext(): OTelSpanContext;
  isRecording(): boolean;
  setAttributes(attributes: OtlpAttributes): unknown;
  addEvent(name: string, attributes: OtlpAttributes, time: HrTime): unknown;
  addLink?(link: { context: OTelSpanContext; attributes: OtlpAttributes }): unknown;
  setStatus(status: { code: number; message?: string }): unknown;
  recordException(exception: { name: string; message: string; stack?: string }, time: HrTime): void;
  end(time: HrTime): void;
}

export interface OTelMeter {
  createCounter(name: string, options: OTelMetricOptions): Pick<OTelInstrument, "add">;
  createHistogram(name: string, options: OTelMetricOptions): Pick<OTelInstrument, "record">;
  createGauge?(name: string, options: OTelMetricOptions): Pick<OTelInstrument, "record">;
}

export interface OTelMetricOptions {
  readonly unit?: string;
  readonly advice?: { readonly explicitBucketBoundaries: number[] };
}

interface OTelInstrument {
  add(value: number, attributes: OtlpAttributes, context: OTelContext): void;
  record(value: number, attributes: OtlpAttributes, context: OTelContext): void;
}

/** The W3C sampled flag. */
export const SAMPLED = 1;

/** `SpanStatusCode.ERROR`. */
export const STATUS_ERROR = 2;
