/** The lines below a span's own: what it says of itself. */
import type { JsonObject, JsonValue, SpanEvent, SpanRecord } from "@heddle/core";
import { cutValue, escapeText, nameText, type Part, valueText } from "@heddle/core/bridge";
import { inputOf, outputOf } from "./span-content.ts";
import type { TraceSpan } from "./trace.ts";

/** How much is told of a span. */
export type Verbosity = "minimal" | "standard" | "full";

/** What is told, and how much of it. */
export interface DetailOptions {
  readonly verbosity: Verbosity;
  /** Values have about so many characters at most, errors four times as many. */
  readonly maxValueLength: number;
}

/** A line each. Control characters are escaped. */
export function spanDetails({ record }: TraceSpan, { verbosity, maxValueLength }: DetailOptions): Part[] {
  if (verbosity === "minimal") return [];
  const isFull = verbosity === "full";
  const events = (record.kind === "span" && record.events) || [];
  return [
    ...ownScore(record.attributes, maxValueLength),
    ...events.flatMap((event) => eventLine(event, maxValueLength, isFull)),
    ...(record.kind === "span" ? failureLines(record, 4 * maxValueLength, isFull) : []),
    ...(isFull ? contentLines(record.attributes, maxValueLength) : []),
  ];
}

function eventLine({ name, attributes }: SpanEvent, maxLength: number, isFull: boolean): Part[] {
  if (name === "heddle.annotation") {
    const { message = "" } = attributes;
    return [{ text: `annotation: ${escapeText(JSON.stringify(cutValue(message, 4 * maxLength)))}`, format: "blue" }];
  }
  if (name === "gen_ai.evaluation.result") return [{ text: scoreText(attributes, maxLength), format: "blue" }];
  if (!isFull || name === "exception") return [];
  return [{ text: `event: ${nameText(name)} ${valueText(attributes, maxLength)}`, format: "dim" }];
}

/** Of a span that is a judgement itself: an evaluation, or one that came later. */
function ownScore(attributes: JsonObject, maxLength: number): Part[] {
  const says = ["value", "label"].some((part) => `gen_ai.evaluation.score.${part}` in attributes);
  return says ? [{ text: scoreText(attributes, maxLength), format: "blue" }] : [];
}

/** `score: relevance 0.9 (good): the answer names the city` */
function scoreText(attributes: JsonObject, maxLength: number): string {
  const at = (key: string) => attributes[`gen_ai.evaluation.${key}`];
  const [name = "", value, label, why] = [at("name"), at("score.value"), at("score.label"), at("explanation")];
  const text = (shown: JsonValue) => escapeText(String(cutValue(shown, maxLength)));
  return (
    `score: ${text(name)}${value === undefined ? "" : ` ${text(value)}`}` +
    `${label === undefined ? "" : ` (${text(label)})`}${why === undefined ? "" : `: ${text(why)}`}`
  );
}

function failureLines({ exception, error, status }: SpanRecord, maxLength: number, isFull: boolean): Part[] {
  const lines: Part[] = [];
  const what = exception ?? (error && `${error.type}: ${error.message}`);
  if (what !== undefined) {
    const format = status === "error" ? "red" : "yellow";
    lines.push({ text: `${status}: ${escapeText(String(cutValue(what, maxLength)))}`, format });
  }
  if (isFull && error?.stack !== undefined) {
    for (const line of error.stack.split("\n")) lines.push({ text: `  ${escapeText(line)}`, format: "dim" });
  }
  return lines;
}

function contentLines(attributes: JsonObject, maxLength: number): Part[] {
  const [input, output] = [inputOf(attributes), outputOf(attributes)];
  const { metadata, ...others } = attributes;
  const known = new Set([input?.name, output?.name, "heddle.span.type"]);
  const rest = Object.entries(others).filter(([name]) => !known.has(name));
  return [
    ...(input === undefined ? [] : [{ text: `input: ${contentText(input.value, maxLength)}` }]),
    ...(output === undefined ? [] : [{ text: `output: ${contentText(output.value, maxLength)}` }]),
    ...(metadata === undefined ? [] : [{ text: `metadata: ${contentText(metadata, maxLength)}` }]),
    ...rest.map(([name, value]) => ({
      text: `${nameText(name)}: ${contentText(value, maxLength)}`,
      format: "dim" as const,
    })),
  ];
}

/** Text that is JSON is shown as such; quotes around it would double its own. */
function contentText(value: JsonValue, maxLength: number): string {
  const isJson = typeof value === "string" && /^\s*[[{]/.test(value);
  return isJson ? escapeText(String(cutValue(value, maxLength))) : valueText(value, maxLength);
}
