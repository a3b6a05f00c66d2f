/** Tells a hook what is added to open spans. */
import type {
  Failure,
  JsonObject,
  LiveSink,
  LiveSpan,
  SinkCounts,
  SpanEvent,
  SpanLink,
  SpanRef,
  SpanStart,
} from "@heddle/core";
import { deepFreeze, describeFailure, outsideOfSpans } from "@heddle/core/bridge";

/** One addition to an open span. Beside `span`, one of the others is there. */
export interface SpanUpdate {
  readonly span: SpanRef & { readonly name: string };
  readonly attributes?: JsonObject;
  readonly event?: SpanEvent;
  readonly link?: SpanLink;
  /** A failure that the work handled. */
  readonly failure?: Failure;
}

export class UpdateSink implements LiveSink {
  readonly name = "onSpanUpdate";
  readonly #hook: (update: SpanUpdate) => unknown;
  #isTelling = false;
  #dropped = 0;

  constructor(hook: (update: SpanUpdate) => unknown) {
    this.#hook = hook;
  }

  open({ name, traceId, spanId }: SpanStart): LiveSpan {
    const span = { name, traceId, spanId };
    return {
      run: (work) => work(),
      set: (attributes) => this.#tell({ span, attributes }),
      event: (event, attributes, time) => this.#tell({ span, event: { name: event, time, attributes } }),
      link: ({ traceId, spanId }, kind, attributes) =>
        this.#tell({ span, link: { kind, traceId, spanId, attributes } }),
      fail: (error) => this.#tell({ span, failure: describeFailure(error) }),
      end: () => this.write(),
    };
  }

  /** What has ended is not for this hook. */
  write(): void {
    this.#dropped++;
  }

  health(): SinkCounts {
    return { dropped: this.#dropped };
  }

  /** A hook that changes the span it is told of would never come to an end. */
  #tell(update: SpanUpdate): unknown {
    if (this.#isTelling) return undefined;
    this.#isTelling = true;
    try {
      return outsideOfSpans(() => this.#hook(deepFreeze(update)));
    } finally {
      this.#isTelling = false;
    }
  }
}
