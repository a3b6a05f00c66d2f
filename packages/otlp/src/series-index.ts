/** Finds the series of a set of attributes, whatever their order, without putting them into a text at each call. */
import type { JsonObject, JsonValue } from "@heddle/core";
import { type OtlpAttributes, toOtlpAttributes } from "@heddle/core/bridge";
import { attributeKey } from "./attribute-key.ts";

/** For one order of the attributes: the ways on, by a key and then by its value. */
interface Node<S> {
  next?: Map<JsonValue, Node<S>>;
  series?: S;
}

/** The one series for all sets that find no place any more. */
const overflow: OtlpAttributes = { "otel.metric.overflow": true };

/** The same set may come in some orders; in others it is looked up the slow way. */
const ORDERS = 4;

/** Series by their attributes: at most `maxSeries`, with the one for the overflow. */
export class SeriesIndex<S> {
  readonly #maxSeries: number;
  readonly #byText = new Map<string, S>();
  readonly #root: Node<S> = {};
  #ways = 0;

  constructor(maxSeries: number) {
    this.#maxSeries = maxSeries;
  }

  get size(): number {
    return this.#byText.size;
  }

  values(): Iterable<S> {
    return this.#byText.values();
  }

  /** The series of `attributes`, made by `make` where there is none. Content is no part of it. */
  find(attributes: JsonObject, make: (attributes: OtlpAttributes) => S): S {
    return this.#walk(attributes) ?? this.#findSlowly(attributes, make);
  }

  /** `undefined` where this order of attributes was never seen, or a value is a structure. */
  #walk(attributes: JsonObject): S | undefined {
    let node: Node<S> | undefined = this.#root;
    for (const key in attributes) {
      const value = attributes[key];
      if (value === undefined || isLeftOut(key, value)) continue;
      node = node.next?.get(key)?.next?.get(value);
      if (node === undefined) return undefined;
    }
    return node.series;
  }

  #findSlowly(attributes: JsonObject, make: (attributes: OtlpAttributes) => S): S {
    const kept = toOtlpAttributes(attributes);
    const known = this.#byText.get(textOf(kept));
    if (known === undefined && this.#byText.size >= this.#maxSeries - 1) return this.#findOrMake(overflow, make);
    const series = known ?? this.#findOrMake(kept, make);
    if (this.#ways < ORDERS * this.#maxSeries && Object.values(attributes).every(isShort)) {
      this.#remember(attributes, series);
    }
    return series;
  }

  #findOrMake(attributes: OtlpAttributes, make: (attributes: OtlpAttributes) => S): S {
    const text = textOf(attributes);
    const series = this.#byText.get(text) ?? make(attributes);
    this.#byText.set(text, series);
    return series;
  }

  #remember(attributes: JsonObject, series: S): void {
    let node = this.#root;
    for (const key in attributes) {
      const value = attributes[key];
      if (value !== undefined && !isLeftOut(key, value)) node = wayOn(wayOn(node, key), value);
    }
    node.series = series;
    this.#ways++;
  }
}

function wayOn<S>(node: Node<S>, by: JsonValue): Node<S> {
  node.next ??= new Map();
  const known = node.next.get(by);
  if (known !== undefined) return known;
  const next: Node<S> = {};
  node.next.set(by, next);
  return next;
}

function isLeftOut(key: string, value: JsonValue): boolean {
  return value === null || attributeKey(key).isContent;
}

/** A structure is found by its text only, and a long text is not worth keeping. */
function isShort(value: JsonValue): boolean {
  return typeof value === "string" ? value.length <= 256 : typeof value !== "object" || value === null;
}

function textOf(attributes: OtlpAttributes): string {
  return JSON.stringify(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)));
}
