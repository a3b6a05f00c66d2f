/** Says what a row is about: its glyph and name, how long it took, what went wrong, its attributes. */
import { briefly, eventWords, typeOf } from "./console-brief.ts";
import type { Row } from "./console-node.ts";
import { escapeText, keyText, nameText, valueText } from "./console-text.ts";
import type { Format, Part } from "./console-wrap.ts";
import { cutText } from "./cut.ts";
import { durationText } from "./duration-text.ts";
import type { JsonObject, MetricRecord, SpanRecord } from "./record.ts";

/** After this many characters of attributes, the others are only counted. */
const MAX_ATTRIBUTES = 1000;

/** How much is said of values. */
export interface Amount {
  /** They have about this many characters at most, error messages four times as many. */
  readonly maxLength: number;
  /** All attributes under their own names, also those that the conventions want for backends. */
  readonly isWhole: boolean;
}

/**
 * The parts of `• loom.tool (0.2ms) tool=add, ok=true`. A running span begins with `▸`, a failed one with `✗`, a cancelled
 * one with `⊘`, a metric with `+`.
 */
export function rowParts({ record, depth, isMixed, lateAfter, inherited }: Row, amount: Amount): Part[] {
  const { maxLength, isWhole } = amount;
  const parts = record.kind === "metric" ? metricHead(record) : spanHead(record, amount);
  if (record.kind === "span_start" && depth === 0 && !isMixed) parts.push(traceTag(record.traceId));
  if (lateAfter !== undefined) {
    parts.push({ text: `[late: ${nameText(lateAfter)} had ended]`, format: "yellow" });
  }
  const told = withoutInherited(record.attributes, inherited);
  const shown = record.kind === "metric" || isWhole ? told : briefly(record.name, record.attributes, told);
  parts.push({ text: attributesText(shown, maxLength), format: "dim" });
  if (record.kind === "span") {
    parts.push({
      text: listText("events", record.events?.map(isWhole ? ({ name }) => name : eventWords), maxLength),
      format: "dim",
    });
    parts.push({
      text: listText(
        "links",
        record.links?.map(({ kind }) => kind),
        maxLength,
      ),
      format: "dim",
    });
  }
  return parts.filter(({ text }) => text !== "");
}

const TRACE_FORMATS = ["magenta", "blue", "green"];

/** `#4e2f`: the end of a trace's id, in a colour of its own. */
export function traceTag(traceId: string): Part {
  const end = escapeText(traceId.slice(-4));
  return { text: `#${end}`, format: TRACE_FORMATS[(Number.parseInt(end, 16) || 0) % TRACE_FORMATS.length] as Format };
}

function spanHead(record: Exclude<Row["record"], MetricRecord>, { maxLength, isWhole }: Amount): Part[] {
  const type = isWhole ? undefined : typeOf(record.attributes);
  const tag = type === undefined ? "" : `[${nameText(type)}]`;
  const name = nameText(record.name);
  const tagged = tag === "" ? name : `${tag} ${name}`;
  if (record.kind === "span_start") return [{ text: `▸ ${tagged}`, format: "cyan" }];
  const duration = { text: `(${durationText(record.durationMs)})` };
  switch (record.status) {
    case "ok":
      return [{ text: "•" }, { text: tag, format: "cyan" }, { text: name, format: "bold" }, duration];
    case "cancelled":
      return [{ text: `⊘ ${tagged}`, format: "yellow" }, duration, { text: "[cancelled]", format: "yellow" }];
    default:
      return [{ text: `✗ ${tagged}`, format: "red" }, duration, { text: errorText(record, maxLength), format: "red" }];
  }
}

/** A message says more than an attribute does: it may be four times as long. */
function errorText({ exception }: SpanRecord, maxLength: number): string {
  return exception === undefined ? "[ERROR]" : `[ERROR ${escapeText(cutText(exception, 4 * maxLength))}]`;
}

function metricHead({ name, value, unit, instrumentKind }: MetricRecord): Part[] {
  const reading = `${nameText(name)}=${numberText(value)}${escapeText(unit)}`;
  return [{ text: "+", format: "dim" }, { text: reading }, { text: `(${instrumentKind})`, format: "dim" }];
}

/** Whole numbers in full, others with six digits. */
function numberText(value: number): string {
  return String(Number.isInteger(value) ? value : Number(value.toPrecision(6)));
}

function withoutInherited(attributes: JsonObject, inherited: JsonObject = {}): JsonObject {
  return Object.fromEntries(Object.entries(attributes).filter(([key, value]) => value !== inherited[key]));
}

function attributesText(attributes: JsonObject, maxLength: number): string {
  const entries = Object.entries(attributes);
  let text = "";
  for (const [index, [key, value]] of entries.entries()) {
    if (text.length > MAX_ATTRIBUTES) return `${text}, … ${entries.length - index} more`;
    text += `${index > 0 ? ", " : ""}${keyText(key)}=${valueText(value, maxLength)}`;
  }
  return text;
}

/** `[events: retry ×2, first_token]` */
function listText(what: string, names: readonly string[] | undefined, maxLength: number): string {
  if (names === undefined || names.length === 0) return "";
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const texts = [...counts].map(([name, count]) => (count > 1 ? `${name} ×${count}` : name));
  return `[${what}: ${escapeText(cutText(texts.join(", "), maxLength))}]`;
}
