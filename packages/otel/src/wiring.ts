/** Which API, tracer and meter are used: the ones that were given, or else the global ones of the moment. */
import type { FlushOptions } from "@heddle/core";
import type { AnyMeterProvider, AnyTracerProvider, OTelApi, OTelMeter, OTelTracer } from "./otel-api.ts";
import { HEDDLE_SCOPE } from "./otel-attributes.ts";
import { registeredApi } from "./registered-api.ts";

interface Flushable {
  forceFlush?(options: { timeoutMillis?: number }): PromiseLike<void>;
  /** Of the global provider, which stands in for the one that was registered. */
  getDelegate?(): object;
}

export class Wiring {
  readonly api: OTelApi;
  readonly #tracerProvider: AnyTracerProvider | undefined;
  readonly #meterProvider: AnyMeterProvider | undefined;
  #tracer: { readonly from: AnyTracerProvider; readonly tracer: OTelTracer } | undefined;
  #meter: { readonly from: AnyMeterProvider; readonly meter: OTelMeter } | undefined;

  constructor(api: OTelApi, tracerProvider?: AnyTracerProvider, meterProvider?: AnyMeterProvider) {
    this.api = api;
    this.#tracerProvider = tracerProvider;
    this.#meterProvider = meterProvider;
  }

  /** Global providers may be registered later, or be others by now. */
  get tracer(): OTelTracer {
    const from = this.#tracerProvider ?? this.api.trace.getTracerProvider();
    if (this.#tracer?.from !== from) this.#tracer = { from, tracer: from.getTracer(HEDDLE_SCOPE) as OTelTracer };
    return this.#tracer.tracer;
  }

  /** Absent where nobody would take the metrics. */
  get meter(): OTelMeter | undefined {
    const from = this.#meterProvider ?? this.api.metrics.getMeterProvider();
    if (this.#meterProvider === undefined && from !== registeredApi()?.metrics) return undefined;
    if (this.#meter?.from !== from) this.#meter = { from, meter: from.getMeter(HEDDLE_SCOPE) as OTelMeter };
    return this.#meter.meter;
  }

  /** The provider that spans end up at. */
  get tracerProvider(): object {
    const provider: AnyTracerProvider & Flushable = this.#tracerProvider ?? this.api.trace.getTracerProvider();
    return provider.getDelegate?.() ?? provider;
  }

  /** Rejects with what the providers rejected with, when both are done. */
  async flush({ timeoutMs }: FlushOptions = {}): Promise<void> {
    const providers: Flushable[] = [this.tracerProvider, this.#meterProvider ?? this.api.metrics.getMeterProvider()];
    const options = timeoutMs === undefined ? {} : { timeoutMillis: timeoutMs };
    const outcomes = await Promise.allSettled(providers.map(async (provider) => provider.forceFlush?.(options)));
    const errors = outcomes
      .flatMap((outcome): unknown[] => (outcome.status === "rejected" ? [outcome.reason] : []))
      .flat();
    if (errors.length > 0) throw new AggregateError(errors, `forceFlush: ${errors.map(String).join("; ")}`);
  }
}
