/** Any object with `trace` and `emitMetric` as a member of a Multi: its span is opened and closed with ours. */
import { ForeignSpan } from "./foreign-span.ts";
import { instrumentKind, instrumentUnit } from "./instruments.ts";
import type { Attributes, MetricRecord, SpanStart } from "./record.ts";
import type { FlushOptions, LiveSink, LiveSpan, Sink, SinkCounts } from "./sink.ts";
import { declareEnd } from "./sink-ends.ts";
import type { Telemetry } from "./telemetry.ts";

const sinks = new WeakMap<Telemetry, ForeignSink>();

/** The one sink of a foreign telemetry. */
export function foreignSinkOf(telemetry: Telemetry): ForeignSink {
  const known = sinks.get(telemetry);
  if (known !== undefined) return known;
  const sink = new ForeignSink(telemetry);
  sinks.set(telemetry, sink);
  return sink;
}

class ForeignSink implements LiveSink {
  readonly name: string;
  /** Its own, where it has them. */
  readonly flush?: (options?: FlushOptions) => PromiseLike<void>;
  readonly [Symbol.asyncDispose]?: () => PromiseLike<void>;
  readonly #telemetry: Telemetry;
  #lost = 0;

  constructor(telemetry: Telemetry) {
    this.name = telemetry.constructor?.name || "Telemetry";
    declareEnd(this, { object: telemetry });
    this.#telemetry = telemetry;
    const { flush, [Symbol.asyncDispose]: dispose } = telemetry as Telemetry & Partial<Sink>;
    if (typeof flush === "function") this.flush = (options) => flush.call(telemetry, options);
    if (typeof dispose === "function") this[Symbol.asyncDispose] = () => dispose.call(telemetry);
  }

  open(start: SpanStart, byHand: boolean): LiveSpan {
    return new ForeignSpan(this.#telemetry, start, byHand, () => this.#lost++);
  }

  /** Spans that its `trace` failed to enclose. */
  health(): SinkCounts {
    return { failed: this.#lost };
  }

  /** Only metrics come here. What an `async emitMetric` returns is waited for. */
  write(record: MetricRecord): unknown {
    return this.#telemetry.emitMetric(record.name, record.value, withInstrument(record));
  }
}

/** What the name alone would not say goes along in the reserved attributes. */
function withInstrument({ name, unit, instrumentKind: kind, attributes }: MetricRecord): Attributes {
  return {
    ...attributes,
    ...(unit !== instrumentUnit(name) && { "heddle.unit": unit }),
    ...(kind !== instrumentKind(name) && { "heddle.instrument": kind }),
  };
}
