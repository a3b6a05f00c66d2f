/** A metric that was emitted, before anybody has asked for its record. */
import { wellFormed } from "./attributes.ts";
import { deepFreeze } from "./freeze.ts";
import type { InstrumentKind, JsonObject, MetricRecord, SpanRef } from "./record.ts";

/** What a metric's name says of it. */
export interface Instrument {
  /** The metric's name, as text. */
  readonly name: string;
  readonly kind: InstrumentKind;
  readonly unit: string;
}

export class EmittedMetric {
  readonly #instrument: Instrument;
  readonly #value: number;
  readonly #attributes: JsonObject;
  readonly #emittedUs: number;
  readonly #span: SpanRef | undefined;
  #record: MetricRecord | undefined = undefined;

  constructor(instrument: Instrument, value: number, attributes: JsonObject, emittedUs: number, span?: SpanRef) {
    this.#instrument = instrument;
    this.#value = value;
    this.#attributes = attributes;
    this.#emittedUs = emittedUs;
    // The span itself would keep alive all that is around it.
    this.#span = span && { traceId: span.traceId, spanId: span.spanId };
  }

  /** Built once for all sinks. */
  toRecord(): MetricRecord {
    this.#record ??= this.#buildRecord();
    return this.#record;
  }

  #buildRecord(): MetricRecord {
    const { name, kind, unit } = this.#instrument;
    return deepFreeze({
      kind: "metric",
      name,
      value: this.#value,
      unit,
      instrumentKind: kind,
      attributes: wellFormed(this.#attributes),
      emittedAt: this.#emittedUs / 1000,
      ...this.#span,
    });
  }
}
