/** Writes what a run did as text that is the same for the same behaviour: what a snapshot keeps. */
import type { SpanEvent, SpanLink } from "@heddle/core";
import { escapeText, nameText } from "@heddle/core/bridge";
import type { TraceSpan } from "@heddle/reader";
import { Placeholders, valueLines } from "./placeholders.ts";
import { mustHaveSpans, type RecordedRun, readRun } from "./recorded-run.ts";
import { readSpanPattern, type SpanPattern, spanMismatches } from "./span-pattern.ts";
import { Stretch } from "./stretch.ts";
import { toldByRule } from "./told-by-rule.ts";
import { checkTraceTextOptions, type TraceTextOptions } from "./trace-text-options.ts";

/**
 * The spans of `run`, a line each, with their attributes, events and links below. Ids are numbered, times and durations are
 * left out, and so is the order of what ran at the same time.
 *
 * Throws a TypeError for an option that does not exist, and an Error when nothing was recorded or nothing is left.
 */
export function traceText(run: RecordedRun, options: TraceTextOptions = {}): string {
  return describeRun(run, options, "traceText");
}

/** The same, on behalf of `who`. */
export function describeRun(run: unknown, options: TraceTextOptions, who: string): string {
  checkTraceTextOptions(options, who);
  const writer = new TraceWriter(options, who);
  const evidence = readRun(run, who);
  mustHaveSpans(evidence, who);
  const texts = evidence.traces.map(({ roots, spans, metrics }) => {
    writer.names = new Map(spans.map(({ record }) => [record.spanId, record.name]));
    writer.metrics = Map.groupBy(metrics, ({ spanId = "" }) => spanId);
    return writer.write(roots);
  });
  const told = texts.filter((text) => text !== "");
  if (told.length === 0) throw new Error(`${who}: withoutSpans leaves out every span; give rules that leave one`);
  return told.join("\n\n");
}

class TraceWriter {
  names: ReadonlyMap<string, string> = new Map();
  metrics: ReadonlyMap<string, readonly { name: string; value: number; unit: string }[]> = new Map();
  readonly #options: TraceTextOptions;
  readonly #without: readonly SpanPattern[];
  readonly #unordered: readonly SpanPattern[];
  readonly #numbered = new Placeholders(true);
  readonly #plain = new Placeholders(false);
  /** Of what is below each span, too. */
  readonly #texts = new Map<TraceSpan, string>();

  constructor(options: TraceTextOptions, who: string) {
    this.#options = options;
    this.#without = (options.withoutSpans ?? []).map((each) => readSpanPattern(each, who));
    this.#unordered = (options.unordered ?? []).map((each) => readSpanPattern(each, who));
  }

  write(roots: readonly TraceSpan[]): string {
    return this.#textOf(this.#inOrder(roots, false), this.#numbered);
  }

  #textOf(roots: readonly TraceSpan[], placeholders: Placeholders): string {
    const lines: string[] = [];
    const stack = roots.map((span) => ({ span, indent: "" })).reverse();
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      const { span, indent } = next;
      const inside = `${indent}    `;
      lines.push(`${indent}- ${this.#headline(span, placeholders)}`);
      for (const line of this.#attributes(span, placeholders)) lines.push(inside + line);
      for (const line of this.#eventsAndLinks(span, placeholders)) lines.push(inside + line);
      for (const line of this.#metricLines(span)) lines.push(inside + line);
      const below = this.#inOrder(span.children, isOneOf(this.#unordered, span));
      for (const child of below.reverse()) stack.push({ span: child, indent: `${indent}  ` });
    }
    return lines.join("\n");
  }

  /** Spans that overlap started in an order that the next run need not have: they are sorted by what they say. */
  #inOrder(spans: readonly TraceSpan[], isUnordered: boolean): TraceSpan[] {
    const groups: TraceSpan[][] = [];
    const stretch = new Stretch();
    for (const span of spans) {
      if (isOneOf(this.#without, span)) continue;
      const last = groups.at(-1);
      if (last !== undefined && (isUnordered || stretch.overlaps(span))) last.push(span);
      else groups.push([span]);
      stretch.add(span);
    }
    return groups.flatMap((group) => (group.length === 1 ? group : this.#sorted(group)));
  }

  #sorted(spans: readonly TraceSpan[]): TraceSpan[] {
    for (const span of spans) {
      if (!this.#texts.has(span)) this.#texts.set(span, this.#textOf([span], this.#plain));
    }
    const textOf = (span: TraceSpan) => this.#texts.get(span) as string;
    return spans.toSorted((a, b) => (textOf(a) < textOf(b) ? -1 : 1));
  }

  #attributes({ record }: TraceSpan, placeholders: Placeholders): string[] {
    const entries = Object.entries(record.attributes).sort(([a], [b]) => (a < b ? -1 : 1));
    return entries.flatMap(([name, value]) => {
      const rule = toldByRule(name, value, this.#options);
      if (rule === undefined) return valueLines(name, value, placeholders);
      return rule === "" ? [] : [`${nameText(name)}: ${rule}`];
    });
  }

  #eventsAndLinks({ record }: TraceSpan, placeholders: Placeholders): string[] {
    if (record.kind !== "span") return [];
    const { events = [], links = [] } = record;
    return [
      ...events.filter(({ name }) => name !== "exception").flatMap((event) => this.#eventLines(event, placeholders)),
      ...links.map((link) => `link ${link.kind}: ${nameText(this.#nameOf(link))}`),
    ];
  }

  #eventLines({ name, attributes }: SpanEvent, placeholders: Placeholders): string[] {
    const told = Object.entries(attributes).flatMap(([key, value]) => {
      const rule = toldByRule(key, value, this.#options);
      return rule === "" ? [] : [[key, rule ?? value] as const];
    });
    return told.length === 0
      ? [`event ${nameText(name)}`]
      : valueLines(`event ${name}`, Object.fromEntries(told), placeholders);
  }

  #metricLines({ record }: TraceSpan): string[] {
    const metrics = this.#options.metrics === true ? (this.metrics.get(record.spanId) ?? []) : [];
    return metrics.flatMap(({ name, value, unit }) => {
      const rule = toldByRule(name, value, this.#options) ?? (unit === "ms" || unit === "s" ? "<time>" : String(value));
      return rule === "" ? [] : [`metric ${nameText(name)}: ${rule}`];
    });
  }

  #headline({ record, type, status }: TraceSpan, placeholders: Placeholders): string {
    const name = nameText(placeholders.inText(record.name));
    const exception = record.kind === "span" ? record.exception : undefined;
    const rule = exception && (toldByRule("exception", exception, this.#options) ?? escapeText(exception));
    const why = rule ? `: ${placeholders.inText(rule)}` : "";
    const end = status === "ok" ? "" : status === "interrupted" ? " (open)" : ` (${status}${why})`;
    return `${type === undefined ? "" : `[${type}] `}${name}${end}`;
  }

  #nameOf({ spanId }: SpanLink): string {
    return this.names.get(spanId) ?? "<another trace>";
  }
}

function isOneOf(patterns: readonly SpanPattern[], span: TraceSpan): boolean {
  return patterns.some((pattern) => spanMismatches(pattern, span).length === 0);
}
