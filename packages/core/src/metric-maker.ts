/** Makes metrics: the instrument by the name, the values that no instrument takes refused. */
import { snapshot } from "./attributes.ts";
import { checkWord } from "./check-option.ts";
import { EmittedMetric, type Instrument } from "./emitted-metric.ts";
import { instrumentKind, instrumentKinds, instrumentUnit } from "./instruments.ts";
import type { Attributes, InstrumentKind, JsonObject, JsonValue, SpanRef } from "./record.ts";
import { textOf } from "./text-of.ts";

/** Attributes that are moved into the record: how a unit or an instrument goes through the two-method protocol. */
const UNIT = "heddle.unit";
const INSTRUMENT = "heddle.instrument";

/** Names are program text, so few; a program that makes them up must not fill the memory. */
const MAX_NAMES = 1000;

export class MetricMaker {
  refused = 0;
  readonly #overrides: Readonly<Record<string, InstrumentKind>>;
  readonly #instruments = new Map<string, Instrument>();
  readonly #complain: (line: string) => void;

  constructor(overrides: Readonly<Record<string, InstrumentKind>> = {}, complain: (line: string) => void) {
    for (const [name, kind] of Object.entries(overrides)) {
      checkWord(`instruments: ${name}`, kind, ...instrumentKinds);
    }
    this.#overrides = overrides;
    this.#complain = complain;
  }

  /** `undefined` when the value is refused. `userId`: of the run that it was emitted in. */
  make(
    name: string,
    value: number,
    attributes: Attributes | undefined,
    emittedUs: number,
    span: SpanRef | undefined,
    userId: JsonValue | undefined,
  ): EmittedMetric | undefined {
    let given = snapshot(attributes);
    let instrument = this.#instrument(name);
    if (UNIT in given || INSTRUMENT in given) [instrument, given] = takeReserved(instrument, given);
    if (!Number.isFinite(value) || (value < 0 && instrument.kind === "counter")) return this.#refuse(value, instrument);
    if (userId !== undefined && !("user_id" in given)) given = { ...given, user_id: userId };
    return new EmittedMetric(instrument, value, given, emittedUs, span);
  }

  #instrument(name: string): Instrument {
    let instrument = this.#instruments.get(name);
    if (instrument === undefined) {
      const text = textOf(name);
      const kind = Object.hasOwn(this.#overrides, text) ? this.#overrides[text] : undefined;
      instrument = { name: text, kind: kind ?? instrumentKind(text), unit: instrumentUnit(text) };
      if (this.#instruments.size < MAX_NAMES) this.#instruments.set(name, instrument);
    }
    return instrument;
  }

  #refuse(value: number, { name, kind }: Instrument): undefined {
    this.refused++;
    this.#complain(`metric ${name}: a ${kind} takes no ${textOf(value)}; refused`);
    return undefined;
  }
}

function takeReserved(instrument: Instrument, attributes: JsonObject): [Instrument, JsonObject] {
  const { [UNIT]: unit, [INSTRUMENT]: kind, ...rest } = attributes;
  const told = instrumentKinds.find((known) => known === kind) ?? instrument.kind;
  return [{ name: instrument.name, kind: told, unit: typeof unit === "string" ? unit : instrument.unit }, rest];
}
