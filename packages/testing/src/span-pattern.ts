/** What a span is held to, and in which ways it is not so. */
import { inputOf, modelOf, outputOf, type TraceSpan, type TraceStatus, toolNameOf } from "@heddle/reader";
import { checkNames, checkObject, checkOneOf, checkPattern, checkText } from "./check-given.ts";
import { isTextPattern, type Mismatch, mismatches, type TextPattern } from "./value-pattern.ts";

/** What must hold of a span. What is left out may be anything; `undefined` must not be there. */
export interface SpanPattern {
  readonly name?: TextPattern;
  /** `llm`, `tool`, `agent`, …: as `heddle inspect` shows it. */
  readonly type?: TextPattern | undefined;
  /** One of several, as a list. */
  readonly status?: TraceStatus | readonly TraceStatus[];
  /** The tool that was called. */
  readonly tool?: TextPattern | undefined;
  /** The model that answered, else the one that was asked. */
  readonly model?: TextPattern | undefined;
  /** What went in: arguments, messages, a query. Objects may have more keys. */
  readonly input?: unknown;
  /** What came out. Objects may have more keys. */
  readonly output?: unknown;
  /** The failure in one line, `TypeError: x is not a function`. */
  readonly exception?: TextPattern | undefined;
  /** Attributes that must be as they are here. There may be others; objects in them may have more keys. */
  readonly attributes?: Readonly<Record<string, unknown>>;
  /** Names of events that it has. */
  readonly events?: readonly string[];
}

/** A span by its name, or by what must hold of it. */
export type SpanMatcher = TextPattern | SpanPattern;

type Facet = keyof SpanPattern;

const facets: Readonly<Record<Facet, (span: TraceSpan) => unknown>> = {
  name: ({ record }) => record.name,
  type: ({ type }) => type,
  status: ({ status }) => status,
  tool: ({ type, record }) => (type === "tool" ? toolNameOf(record) : undefined),
  model: ({ record }) => modelOf(record.attributes),
  input: ({ record }) => inputOf(record.attributes)?.value,
  output: ({ record }) => outputOf(record.attributes)?.value,
  exception: ({ record }) => (record.kind === "span" ? record.exception : undefined),
  attributes: ({ record }) => record.attributes,
  events: ({ record }) => (record.kind === "span" && record.events?.map(({ name }) => name)) || [],
};

/** `matcher` as a pattern. Throws a TypeError that begins with `who` for what is none; `others`: keys that it may have beside. */
export function readSpanPattern(matcher: SpanMatcher, who: string, others: readonly string[] = []): SpanPattern {
  if (isTextPattern(matcher)) return { name: matcher };
  checkPattern(matcher, [...Object.keys(facets), ...others], who, "span", '{ type: "tool" }');
  checkFacets(matcher, who);
  return matcher;
}

/** How a span can have ended. */
export const statuses: readonly TraceStatus[] = ["ok", "error", "cancelled", "interrupted"];

function checkFacets(pattern: SpanPattern, who: string): void {
  for (const facet of ["name", "type", "tool", "model", "exception"] as const) {
    const isGiven = Object.hasOwn(pattern, facet) && (pattern[facet] !== undefined || facet === "name");
    if (isGiven) checkText(pattern[facet], `${who}: ${facet}`);
  }
  const { status = "ok", attributes = {}, events = [] } = pattern;
  // Of an empty list, none: nothing has no status.
  for (const each of Array.isArray(status) && status.length > 0 ? status : [status])
    checkOneOf(each, statuses, `${who}: status`);
  checkObject(attributes, "an object of attributes", `${who}: attributes`);
  checkNames(events, `${who}: events`);
}

/** In which ways `span` is not as `pattern`; none when it fits. */
export function spanMismatches(pattern: SpanPattern, span: TraceSpan): Mismatch[] {
  return (Object.keys(facets) as Facet[]).flatMap((facet) => {
    if (!Object.hasOwn(pattern, facet)) return [];
    const [actual, expected] = [facets[facet](span), pattern[facet]];
    if (facet === "status" && Array.isArray(expected))
      return expected.includes(actual) ? [] : [{ path: facet, actual, expected }];
    if (facet === "events") return missingEvents(actual as string[], expected as string[]);
    return mismatches(facet, actual, expected, "subset");
  });
}

function missingEvents(actual: readonly string[], expected: readonly string[]): Mismatch[] {
  return expected.every((name) => actual.includes(name)) ? [] : [{ path: "events", actual, expected }];
}
