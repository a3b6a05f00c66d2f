/** Encodes spans as they end, and puts them together into batches. */
import type { SpanRecord } from "@heddle/core";
import { outsideOfSpans } from "@heddle/core/bridge";
import type { EncodedSpan, Encoding } from "./encoding.ts";
import type { OtlpResource } from "./otlp-resource.ts";
import type { SendQueue } from "./send-queue.ts";
import { SPAN_OVERHEAD_BYTES, SpanBatch } from "./span-batch.ts";

export interface SpanPackerOptions {
  readonly encoding: Encoding;
  readonly resource: OtlpResource;
  /** How long a span waits for company. */
  readonly intervalMs: number;
  /** Of a request. */
  readonly maxBytes: number;
  readonly maxSpans: number;
}

/** What frames a request and its parts: lengths, a comma. */
const REQUEST_FRAME_BYTES = 64;
const SPAN_FRAME_BYTES = 1;

export class SpanPacker {
  readonly #queue: SendQueue;
  readonly #options: SpanPackerOptions;
  readonly #encode: (spans: readonly EncodedSpan[]) => Uint8Array;
  /** What a request has room for, beside what is said once. */
  readonly #maxBytes: number;
  #spans: EncodedSpan[] = [];
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(queue: SendQueue, options: SpanPackerOptions) {
    const { encoding, resource, maxBytes } = options;
    this.#queue = queue;
    this.#options = options;
    this.#encode = (spans) => encoding.traces(spans, resource);
    this.#maxBytes = maxBytes - this.#encode([]).length - REQUEST_FRAME_BYTES;
  }

  add(span: SpanRecord): void {
    const encoded = this.#options.encoding.span(span);
    if (!this.#queue.reserve(encoded.length + SPAN_OVERHEAD_BYTES)) return;
    if (this.#bytes + encoded.length + this.#spans.length * SPAN_FRAME_BYTES > this.#maxBytes) this.seal();
    this.#spans.push(encoded);
    this.#bytes += encoded.length;
    if (this.#spans.length >= this.#options.maxSpans) this.seal();
    else if (this.#timer === undefined) this.#wait();
  }

  /** What waits for company waits no longer. */
  seal(): void {
    if (this.#spans.length > 0) this.#queue.push(new SpanBatch(this.#spans, this.#encode, this.#bytes));
    this.clear();
  }

  /** Forgets what waits. */
  clear(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#spans = [];
    this.#bytes = 0;
  }

  #wait(): void {
    this.#timer = outsideOfSpans(() => setTimeout(() => this.seal(), this.#options.intervalMs).unref());
  }
}
