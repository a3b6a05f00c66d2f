/** Says what a row is about: its glyph and name, how long it took, what went wrong, its attributes. */
import type { Row } from "./console-node.ts";
import { escapeText, keyText, nameText, valueText } from "./console-text.ts";
import type { Format, Part } from "./console-wrap.ts";
import { cutText } from "./cut.ts";
import { durationText } from "./duration-text.ts";
import type { JsonObject, MetricRecord, SpanRecord } from "./record.ts";

/** After this many characters of attributes, the others are only counted. */
const MAX_ATTRIBUTES = 1000;

/**
 * The parts of `• loom.tool (0.2ms) tool=add, ok=true`. A running span begins with `▸`, a failed one with `✗`, a cancelled
 * one with `⊘`, a metric with `+`. Values have about `maxLength` characters at most.
 */
export function rowParts({ record, depth, isMixed, lateAfter, inherited }: Row, maxLength: number): Part[] {
  const parts = record.kind === "metric" ? metricHead(record) : spanHead(record, maxLength);
  if (record.kind === "span_start" && depth === 0 && !isMixed) parts.push(traceTag(record.traceId));
  if (lateAfter !== undefined) {
    parts.push({ text: `[late: ${nameText(lateAfter)} had ended]`, format: "yellow" });
  }
  parts.push({ text: attributesText(record.attributes, inherited, maxLength), format: "dim" });
  if (record.kind === "span") {
    parts.push({
      text: listText(
        "events",
        record.events?.map(({ name }) => name),
        maxLength,
      ),
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

function spanHead(record: Exclude<Row["record"], MetricRecord>, maxLength: number): Part[] {
  const name = nameText(record.name);
  if (record.kind === "span_start") return [{ text: `▸ ${name}`, format: "cyan" }];
  const duration = { text: `(${durationText(record.durationMs)})` };
  switch (record.status) {
    case "ok":
      return [{ text: "•" }, { text: name, format: "bold" }, duration];
    case "cancelled":
      return [{ text: `⊘ ${name}`, format: "yellow" }, duration, { text: "[cancelled]", format: "yellow" }];
    default:
      return [{ text: `✗ ${name}`, format: "red" }, duration, { text: errorText(record, maxLength), format: "red" }];
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

function attributesText(attributes: JsonObject, inherited: JsonObject | undefined, maxLength: number): string {
  const entries = Object.entries(attributes).filter(([key, value]) => value !== inherited?.[key]);
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
