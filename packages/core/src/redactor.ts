/** Replaces secrets in records, and copies what it changes. */
import { describeFailure } from "./failure.ts";
import { parseJsonText } from "./json-text.ts";
import type { Failure, JsonObject, JsonValue, MetricRecord, SpanRecord } from "./record.ts";
import type { Redaction } from "./redact.ts";

export class Redactor {
  readonly #keys: ReadonlySet<string>;
  readonly #keyPatterns: readonly RegExp[];
  readonly #values: readonly ((text: string) => string)[];
  readonly #replace: (secret: string) => string;

  constructor({ keys = [], values = [], replacement = "[redacted]" }: Redaction) {
    this.#keys = new Set(keys.filter((key) => typeof key === "string").map((key) => key.toLowerCase()));
    this.#keyPatterns = keys.filter((key) => typeof key !== "string").map(stateless);
    this.#replace = typeof replacement === "string" ? () => replacement : replacement;
    this.#values = values.map((value) =>
      typeof value === "function" ? textFunction(value) : replacePattern(value, this.#replace),
    );
  }

  text(text: string): string {
    return this.#values.reduce((redacted, redactValue) => redactValue(redacted), text);
  }

  object(object: JsonObject): JsonObject {
    return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, this.#entry(key, value)]));
  }

  span(record: SpanRecord): SpanRecord {
    const { exception, error, events, links } = record;
    return {
      ...record,
      name: this.text(record.name),
      attributes: this.object(record.attributes),
      ...(exception !== undefined && { exception: this.text(exception) }),
      ...(error && { error: this.#failure(error) }),
      ...(events && {
        events: events.map((event) => ({
          ...event,
          name: this.text(event.name),
          attributes: this.object(event.attributes),
        })),
      }),
      ...(links && {
        links: links.map((link) => (link.attributes ? { ...link, attributes: this.object(link.attributes) } : link)),
      }),
    };
  }

  metric(record: MetricRecord): MetricRecord {
    return { ...record, attributes: this.object(record.attributes) };
  }

  /** A thrown value, for sinks that want one as it happens. */
  error(error: unknown): Error {
    const { type, message, stack } = this.#failure(describeFailure(error));
    return Object.assign(new Error(message), { name: type, ...(stack !== undefined && { stack }) });
  }

  #failure({ type, message, stack }: Failure): Failure {
    return { type, message: this.text(message), ...(stack !== undefined && { stack: this.text(stack) }) };
  }

  #entry(key: string, value: JsonValue): JsonValue {
    const secret = this.#keys.has(key.toLowerCase()) || this.#keyPatterns.some((pattern) => pattern.test(key));
    return secret ? this.#replace(typeof value === "string" ? value : JSON.stringify(value)) : this.#value(value);
  }

  #value(value: JsonValue): JsonValue {
    if (typeof value === "string") return this.#jsonText(value);
    if (typeof value !== "object" || value === null) return value;
    return Array.isArray(value) ? value.map((item) => this.#value(item)) : this.object(value as JsonObject);
  }

  /** Prompts and tool payloads often come as JSON text: the keys inside count, too. */
  #jsonText(text: string): string {
    const parsed = parseJsonText(text);
    return parsed === undefined ? this.text(text) : JSON.stringify(this.#value(parsed));
  }
}

function replacePattern(pattern: RegExp, replace: (secret: string) => string): (text: string) => string {
  const everywhere = new RegExp(stateless(pattern), `${stateless(pattern).flags}g`);
  return (text) => text.replace(everywhere, replace);
}

/** What is not typed may forget to return: a record without its texts is no record. */
function textFunction(redactValue: (text: string) => unknown): (text: string) => string {
  return (text) => {
    const redacted = redactValue(text);
    if (typeof redacted === "string") return redacted;
    throw new TypeError(`redact: a function of \`values\` gave ${typeof redacted}; return the redacted text`);
  };
}

/** A pattern that remembers where it was, `g` or `y`, would miss every other secret. */
function stateless(pattern: RegExp): RegExp {
  return new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ""));
}
