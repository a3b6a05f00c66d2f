/** Lets a TracerProvider take ids that were minted elsewhere. */
import type { SpanRef } from "@heddle/core";
import { randomIds } from "@heddle/core/bridge";

/** An `IdGenerator` of OpenTelemetry's SDKs. */
export interface SharedIds {
  /** 32 lower-case hex digits. */
  generateTraceId(): string;
  /** 16 lower-case hex digits. */
  generateSpanId(): string;
}

/** What the span that is being opened shall be called. */
let proposed: SpanRef | undefined;

/**
 * The `idGenerator` for a TracerProvider whose Heddle spans take the ids that Heddle gives them: so several providers, or
 * one that comes second to another, agree on them. Every other span gets random ids.
 */
export function sharedIds(): SharedIds {
  const random = randomIds();
  let traceId: string | undefined;
  return {
    // An SDK asks for the span's id first, and for a trace's only where there is no parent.
    generateSpanId() {
      const taken = proposed;
      proposed = undefined;
      traceId = taken?.traceId;
      return taken?.spanId ?? random.spanId();
    },
    generateTraceId() {
      const taken = traceId;
      traceId = undefined;
      return taken ?? random.traceId();
    },
  };
}

/** The span that is opened next may take these ids; `undefined` when it has been opened. */
export function propose(ids: SpanRef | undefined): void {
  proposed = ids;
}
