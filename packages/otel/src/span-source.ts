/** Opens spans at a telemetry for tracers, whatever becomes of them there. */
import {
  activeSpan,
  type JsonObject,
  type LiveSpanIds,
  type ManualSpan,
  NoTelemetry,
  type SpanOptions,
  type SpanRef,
  startSpan,
  type Telemetry,
} from "@heddle/core";
import { addParentSource, isTelling, type ParentSource } from "@heddle/core/bridge";
import { activeTracerSpan, type Origin } from "./otel-context.ts";

/** The span of work that nobody records. */
export const noSpan: ManualSpan = startSpan(new NoTelemetry(), "");

const sources = new WeakMap<Telemetry, SpanSource>();

/** The one source of a telemetry. */
export function spanSourceOf(telemetry: Telemetry): SpanSource {
  const known = sources.get(telemetry);
  if (known !== undefined) return known;
  const source = new SpanSource(telemetry);
  sources.set(telemetry, source);
  addParentSource(telemetry, source);
  return source;
}

/** As a source of parents, it knows the spans that a library has made active by OpenTelemetry's means. */
export class SpanSource implements ParentSource {
  readonly #telemetry: Telemetry;
  #isOpening = false;

  constructor(telemetry: Telemetry) {
    this.#telemetry = telemetry;
  }

  /** Never throws. A telemetry that opens its own spans here in turn, by way of OpenTelemetry, gets none. */
  open(name: string, attributes: JsonObject, place: () => SpanOptions): ManualSpan {
    if (this.#isOpening || isTelling(this.#telemetry)) return noSpan;
    this.#isOpening = true;
    try {
      return startSpan(this.#telemetry, name, attributes, place());
    } catch {
      // The program's own clock, ids or OpenTelemetry context is broken.
      return noSpan;
    } finally {
      this.#isOpening = false;
    }
  }

  /** Of a span that is opened now. */
  origin(): Origin {
    return { telemetry: this.#telemetry, insideOf: activeSpan()?.spanId };
  }

  activeParent(ours: SpanRef | undefined): LiveSpanIds | undefined {
    try {
      return activeTracerSpan(this.#telemetry, ours);
    } catch {
      return undefined;
    }
  }
}
