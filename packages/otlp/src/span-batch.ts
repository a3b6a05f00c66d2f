/** Spans that go out in one request. */
import type { Batch } from "./batch.ts";
import type { EncodedSpan } from "./encoding.ts";

/** What the memory for a span is above its bytes. */
export const SPAN_OVERHEAD_BYTES = 128;

export class SpanBatch implements Batch {
  readonly signal = "traces";
  readonly bytes: number;
  readonly #spans: readonly EncodedSpan[];
  readonly #encode: (spans: readonly EncodedSpan[]) => Uint8Array;

  /** `encodedBytes`: of the spans together, where that is known. */
  constructor(
    spans: readonly EncodedSpan[],
    encode: (spans: readonly EncodedSpan[]) => Uint8Array,
    encodedBytes: number = sizeOf(spans),
  ) {
    this.#spans = spans;
    this.#encode = encode;
    this.bytes = encodedBytes + spans.length * SPAN_OVERHEAD_BYTES;
  }

  get records(): number {
    return this.#spans.length;
  }

  get items(): number {
    return this.#spans.length;
  }

  encode(): Uint8Array {
    return this.#encode(this.#spans);
  }

  halves(): readonly Batch[] {
    if (this.#spans.length < 2) return [];
    const middle = Math.ceil(this.#spans.length / 2);
    return [this.#spans.slice(0, middle), this.#spans.slice(middle)].map((half) => new SpanBatch(half, this.#encode));
  }
}

function sizeOf(spans: readonly EncodedSpan[]): number {
  return spans.reduce((sum, span) => sum + span.length, 0);
}
