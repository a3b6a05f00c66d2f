/** The OpenTelemetry instruments of metrics. */
import type { MetricRecord } from "@heddle/core";
import { histogramBounds, type OtlpAttributes } from "@heddle/core/bridge";
import type { OTelContext, OTelMeter, OTelMetricOptions } from "./otel-api.ts";

/** Takes one value. */
export type Instrument = (value: number, attributes: OtlpAttributes, context: OTelContext) => void;

/** SDKs keep every instrument for ever; a program that makes up names must not fill the memory. */
const MAX_INSTRUMENTS = 1000;

export class Instruments {
  readonly #tell: (error: unknown) => void;
  readonly #known = new Map<string, Instrument>();
  #meter: OTelMeter | undefined;
  #isFull = false;

  constructor(tell: (error: unknown) => void) {
    this.#tell = tell;
  }

  /**
   * The instrument for `metric`; `undefined` when there are too many, which is told once. Throws for a value that would
   * spoil it or that it leaves out in silence, and for a gauge where the meter has none.
   */
  of(meter: OTelMeter, metric: MetricRecord): Instrument | undefined {
    const { name, value, unit, instrumentKind: kind } = metric;
    if (!Number.isFinite(value) || (value < 0 && kind !== "gauge")) {
      throw new RangeError(`metric ${JSON.stringify(name)}: a ${kind} of OpenTelemetry takes no ${value}`);
    }
    if (this.#meter !== meter) {
      this.#meter = meter;
      this.#known.clear();
    }
    const key = `${kind} ${unit} ${name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    if (this.#known.size >= MAX_INSTRUMENTS) return this.#refuse(name);
    const instrument = instrumentOf(meter, metric);
    this.#known.set(key, instrument);
    return instrument;
  }

  #refuse(name: string): undefined {
    if (this.#isFull) return;
    this.#isFull = true;
    const text = `there are ${MAX_INSTRUMENTS} metric names; ${JSON.stringify(name)} and all other new ones are left out. `;
    this.#tell(new RangeError(`${text}Put what differs into attributes`));
  }
}

/** A name that OpenTelemetry's rule does not allow is what it is in every other sink: SDKs warn of it, and export it. */
function instrumentOf(meter: OTelMeter, { name, unit, instrumentKind: kind }: MetricRecord): Instrument {
  const options: OTelMetricOptions = unit === "" ? {} : { unit };
  if (kind === "counter") {
    const counter = meter.createCounter(name, options);
    return (value, attributes, context) => counter.add(value, attributes, context);
  }
  const recorder = kind === "gauge" ? gaugeOf(meter, name, options) : histogramOf(meter, name, unit, options);
  return (value, attributes, context) => recorder.record(value, attributes, context);
}

function histogramOf(meter: OTelMeter, name: string, unit: string, options: OTelMetricOptions) {
  const bounds = histogramBounds({ name, unit });
  const advice = bounds && { advice: { explicitBucketBoundaries: [...bounds] } };
  return meter.createHistogram(name, { ...options, ...advice });
}

function gaugeOf(meter: OTelMeter, name: string, options: OTelMetricOptions) {
  if (meter.createGauge !== undefined) return meter.createGauge(name, options);
  throw new TypeError(
    `metric ${JSON.stringify(name)}: the meter has no createGauge(), as from version 1.9 of the API on`,
  );
}
