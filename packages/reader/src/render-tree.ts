/** Draws a trace as text: a line a span, with what is known of it below. */
import { styleText } from "node:util";
import { escapeText, type Format, type Part, wrapParts } from "@heddle/core/bridge";
import { spanDetails, type Verbosity } from "./span-details.ts";
import { spanHeadline } from "./span-headline.ts";
import type { Trace, TraceSpan } from "./trace.ts";
import { traceHeadline } from "./trace-headline.ts";

/** How `renderTree` draws. */
export interface RenderOptions {
  /**
   * `minimal`: a line a span. `standard`, the default: also annotations, scores, errors and usage. `full`: also input,
   * output, metadata, stacks, events and all other attributes.
   */
  readonly verbosity?: Verbosity;
  /** How many columns there are; longer lines go on below. Lines are not broken unless given. */
  readonly width?: number;
  /** Whether to use colours; not unless told. */
  readonly color?: boolean;
  /** Values are cut to about this many characters, error messages to four times as many; 200 unless given. */
  readonly maxValueLength?: number;
  /** Whether the trace's id stands behind its name; not unless told. */
  readonly withId?: boolean;
  /** What is to be said of spans, by their ids: a line each below the span's own, whatever the verbosity. */
  readonly notes?: ReadonlyMap<string, readonly string[]>;
}

/** Deeper spans are not indented further: their depth is said. Nor are those for which there is too little room. */
const MAX_INDENT = 24;
/** With less room than this, breaking lines is left to the terminal. */
const MIN_ROOM = 24;

/**
 * The trace's name, its totals, and its spans as trees, each line with a newline. Nothing in it moves a terminal's cursor:
 * control characters are escaped.
 */
export function renderTree(trace: Trace, options: RenderOptions = {}): string {
  const { verbosity = "standard", width, color = false, maxValueLength = 200, withId = false, notes } = options;
  const maxIndent = maxIndentOf(width);
  const names = new Map(trace.spans.map(({ record }) => [record.spanId, record.name]));
  const lines: string[] = [];
  const print = (parts: readonly Part[], first: string, rest: string) => {
    const room = (width ?? 0) - first.length;
    const rows = room < MIN_ROOM ? [parts] : wrapParts(parts, room, room - (rest.length - first.length));
    for (const [index, row] of rows.entries()) {
      const text = row.map((part) => painted(part, color)).join(" ");
      lines.push((index === 0 ? first : rest) + text);
    }
  };
  for (const parts of traceHeadline(trace, withId)) print(parts, "", "  ");
  for (const { span, own, below } of placesOf(trace, maxIndent)) {
    print(spanHeadline(span, { names, isDeep: span.depth > maxIndent, verbosity }), own, below);
    const said = notes?.get(span.record.spanId)?.map((text): Part => ({ text: escapeText(text), format: "magenta" }));
    const details = [...(said ?? []), ...spanDetails(span, { verbosity, maxValueLength })];
    const guide = below + (span.children.length > 0 ? "│   " : "    ");
    for (const detail of details) print([detail], guide, `${guide}  `);
  }
  return `${lines.join("\n")}\n`;
}

interface Placed {
  readonly span: TraceSpan;
  /** What stands before its line, and before all lines below it. */
  readonly own: string;
  readonly below: string;
}

/** Each level is 4 columns, and so is what stands before lines below a span's own. */
function maxIndentOf(width: number = Number.POSITIVE_INFINITY): number {
  return Math.max(1, Math.min(MAX_INDENT, Math.floor((width - MIN_ROOM) / 4) - 2));
}

function* placesOf({ roots }: Trace, maxIndent: number): Generator<Placed, void, undefined> {
  const stack: Placed[] = [];
  const push = (spans: readonly TraceSpan[], margin: string) => {
    for (const [index, span] of spans.toReversed().entries()) {
      const isLast = index === 0;
      const isDeep = span.depth > maxIndent;
      const before = isDeep ? margin.slice(0, 4 * maxIndent) : margin;
      stack.push({ span, own: before + (isLast ? "└── " : "├── "), below: before + (isLast ? "    " : "│   ") });
    }
  };
  push(roots, "");
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    yield next;
    push(next.span.children, next.below);
  }
}

function painted({ text, format }: Part, color: boolean): string {
  return color && format !== undefined ? paint(format, text) : text;
}

function paint(format: Format, text: string): string {
  return styleText(format, text, { validateStream: false });
}
