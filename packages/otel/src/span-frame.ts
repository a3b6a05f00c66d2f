/** The OpenTelemetry context that the work of a Heddle span runs in. */
import type { OTelApi, OTelContext, OTelSpan } from "./otel-api.ts";

/** Says of a context whose active span it is. */
export interface SpanMark {
  /** The active span, unless somebody else has opened another one inside. */
  readonly span: OTelSpan;
  readonly spanId: string;
  /** The id that the recorder had proposed, and keeps where another sink decides the ids. */
  readonly startId: string;
  /** The OTelSink that opened it, maybe one of another copy of this package. */
  readonly sink: { readonly wiring: { readonly tracerProvider: object } };
  /** The marks that other OTelSinks of the same recorder have set for the same span. */
  readonly beside?: SpanMark;
}

/** All copies of this package share it. */
const MARK = Symbol.for("heddle.otel.mark/1");

/** The span of Heddle's that `context` is innermost in; also where a span of somebody else is active inside. */
export function markOf(context: OTelContext): SpanMark | undefined {
  return context.getValue(MARK) as SpanMark | undefined;
}

/** Whether `mark` was set for the span that the recorder knows as `spanId`. */
export function isMarkOf({ spanId, startId }: SpanMark, id: string): boolean {
  return spanId === id || startId === id;
}

/** What others have set in a frame: each key once, so that there are few. */
interface Entry {
  readonly key: symbol;
  readonly value: unknown;
  readonly next: Entry | undefined;
}

/**
 * `base` with an active span and its mark. A context of the API's own copies a Map for each value that is set, which
 * would be the dearest part of opening a span.
 */
export class SpanFrame implements OTelContext {
  readonly mark: SpanMark;
  /** The active span: the mark's, or one that somebody else has opened inside. */
  readonly span: unknown;
  readonly #base: OTelContext;
  readonly #spanKey: symbol;
  readonly #entries: Entry | undefined;

  private constructor(base: OTelContext, spanKey: symbol, mark: SpanMark, span: unknown, entries: Entry | undefined) {
    this.mark = mark;
    this.span = span;
    this.#base = base;
    this.#spanKey = spanKey;
    this.#entries = entries;
  }

  /** A frame inside of a frame leaves that one behind, so that a program that goes on inside its own spans never grows. */
  static inside(outer: OTelContext, spanKey: symbol, mark: SpanMark): SpanFrame {
    if (!(outer instanceof SpanFrame)) return new SpanFrame(outer, spanKey, mark, mark.span, undefined);
    return new SpanFrame(outer.#base, spanKey, mark, mark.span, outer.#entries);
  }

  getValue(key: symbol): unknown {
    if (key === this.#spanKey) return this.span;
    if (key === MARK) return this.mark;
    const entry = find(this.#entries, key);
    return entry === undefined ? this.#base.getValue(key) : entry.value;
  }

  setValue(key: symbol, value: unknown): SpanFrame {
    const [base, spanKey, mark, entries] = [this.#base, this.#spanKey, this.mark, this.#entries];
    if (key === spanKey) return new SpanFrame(base, spanKey, mark, value, entries);
    return new SpanFrame(base, spanKey, mark, this.span, { key, value, next: without(entries, key) });
  }

  deleteValue(key: symbol): SpanFrame {
    return this.setValue(key, undefined);
  }
}

function find(entries: Entry | undefined, key: symbol): Entry | undefined {
  let entry = entries;
  while (entry !== undefined && entry.key !== key) entry = entry.next;
  return entry;
}

function without(entries: Entry | undefined, key: symbol): Entry | undefined {
  if (entries === undefined) return undefined;
  if (entries.key === key) return entries.next;
  return { ...entries, next: without(entries.next, key) };
}

/** The key under which the API keeps the active span; it does not export it. */
export function spanKeyOf({ trace }: OTelApi): symbol {
  let spanKey = MARK;
  trace.getSpan({
    getValue(key) {
      spanKey = key;
    },
  });
  return spanKey;
}
