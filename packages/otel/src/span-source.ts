/** Opens spans at a telemetry for tracers, whatever becomes of them there. */
import {
  type JsonObject,
  type ManualSpan,
  NoTelemetry,
  type SpanOptions,
  startSpan,
  type Telemetry,
} from "@heddle/core";
import { isTelling } from "@heddle/core/bridge";

/** The span of work that nobody records. */
export const noSpan: ManualSpan = startSpan(new NoTelemetry(), "");

export class SpanSource {
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
}
