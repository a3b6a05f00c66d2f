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

/**
 * `base` with an active span and its mark. A context of the API's own copies a Map for each value that is set, which
 * would be the dearest part of opening a span.
 */
export class SpanFrame implements OTelContext {
  readonly mark: SpanMark;
  readonly #base: OTelContext;
  readonly #spanKey: symbol;

  /** A frame below a frame leaves that one out, so that a program that goes on inside its own spans does not grow. */
  constructor(base: OTelContext, spanKey: symbol, mark: SpanMark) {
    this.mark = mark;
    this.#base = base instanceof SpanFrame ? base.#base : base;
    this.#spanKey = spanKey;
  }

  getValue(key: symbol): unknown {
    if (key === this.#spanKey) return this.mark.span;
    return key === MARK ? this.mark : this.#base.getValue(key);
  }

  setValue(key: symbol, value: unknown): OTelContext {
    return this.#toPlain().setValue(key, value);
  }

  deleteValue(key: symbol): OTelContext {
    return this.#toPlain().deleteValue(key);
  }

  #toPlain(): OTelContext {
    return this.#base.setValue(this.#spanKey, this.mark.span).setValue(MARK, this.mark);
  }
}

/** The key under which the API keeps the active span; it does not export it. */
export function spanKeyOf({ trace }: OTelApi): symbol {
  let spanKey = MARK;
  const probe: OTelContext = {
    getValue: () => undefined,
    setValue(key) {
      spanKey = key;
      return probe;
    },
    deleteValue: () => probe,
  };
  trace.setSpan(probe, trace.wrapSpanContext({ traceId: "", spanId: "", traceFlags: 0 }));
  return spanKey;
}
