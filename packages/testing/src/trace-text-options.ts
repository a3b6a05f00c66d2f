/** The rules of a run's text. */
import { checkFlag, checkList, checkNames, checkObject } from "./check-given.ts";
import { checkKeys } from "./check-keys.ts";
import type { SpanMatcher } from "./span-pattern.ts";

/** An attribute by its name, or by what its name matches. */
export type AttributeMatcher = string | RegExp;

/**
 * What of a run is not told, or told in general. What holds for attributes holds for those of spans and of events, for
 * metrics by their names, and for failures, which are called `exception`.
 */
export interface TraceTextOptions {
  /** Spans that are left out, with all below them. */
  readonly withoutSpans?: readonly SpanMatcher[];
  /** Attributes that are left out; beside those that tell of the process, the host and the source. */
  readonly withoutAttributes?: readonly AttributeMatcher[];
  /** Attributes that have to be there, with whatever value: `<any>`. */
  readonly anyValue?: readonly AttributeMatcher[];
  /** By attribute: values that are as good as each other, or patterns, `<"a" | /^b/>`. Any other value is told. */
  readonly oneOf?: Readonly<Record<string, readonly unknown[]>>;
  /** Spans below which the order does not matter. That of spans that overlap in time never does. */
  readonly unordered?: readonly SpanMatcher[];
  /** Whether metrics that were emitted within spans are told; not unless given. */
  readonly metrics?: boolean;
}

const optionNames = ["withoutSpans", "withoutAttributes", "anyValue", "oneOf", "unordered", "metrics"];

/** Throws a TypeError that begins with `who` for options that are none. */
export function checkTraceTextOptions(options: TraceTextOptions, who: string): void {
  checkKeys(options, optionNames, who);
  const {
    withoutSpans = [],
    unordered = [],
    withoutAttributes = [],
    anyValue = [],
    oneOf = {},
    metrics = false,
  } = options;
  for (const [name, given] of Object.entries({ withoutSpans, unordered })) {
    checkList(given, "a list of spans", `${who}: ${name}`);
  }
  checkNames(withoutAttributes, `${who}: withoutAttributes`, true);
  checkNames(anyValue, `${who}: anyValue`, true);
  checkFlag(metrics, `${who}: metrics`);
  checkObject(oneOf, "a list of values by each attribute", `${who}: oneOf`);
  for (const [name, values] of Object.entries(oneOf))
    checkList(values, "a list of values", `${who}: oneOf[${JSON.stringify(name)}]`);
}
