/** Brings records to the backend, however long it takes, and says how many of them it refused. */
import { type EncodedSpan, type Encoding, encodingFor } from "./encoding.ts";
import { MetricBatch } from "./metric-batch.ts";
import type { MetricData } from "./metric-data.ts";
import type { OtlpResource } from "./otlp-resource.ts";
import type { OtlpSettings } from "./otlp-settings.ts";
import { SendQueue } from "./send-queue.ts";
import type { Sender } from "./sender.ts";
import { SPAN_OVERHEAD_BYTES, SpanBatch } from "./span-batch.ts";

/** How records are shipped. */
export type ShippingSettings = Pick<
  OtlpSettings,
  "sender" | "limits" | "batch" | "maxRequests" | "retry" | "metricsIntervalMs" | "temporality"
>;

/** Told of each outage once, and of each loss. Of a `sort`, the first may be enough for the user. Must not throw. */
export type Tell = (problem: string, isLoss: boolean, sort: string) => void;

/** What a courier that was stopped rejects with. */
export class Stopped extends Error {
  constructor() {
    super("shipping was stopped");
  }
}

/** How often it looks whether it was stopped while nothing comes back. */
const LOOK_MS = 1000;

/** One call at a time. */
export class Courier {
  readonly encoding: Encoding;
  readonly #batch: ShippingSettings["batch"];
  readonly #queue: SendQueue;
  /** Data points that are under way: there may be more of them than of the records that they tell of. */
  #points = 0;
  #isStopped = false;

  /** `mendMs`: how long spans wait that were refused for a reason that can be mended; they are lost unless given. */
  constructor(settings: ShippingSettings, sender: Sender, tell: Tell, mendMs?: number) {
    const { sender: endpoints, limits, batch, maxRequests, retry } = settings;
    this.encoding = encodingFor(endpoints, limits);
    this.#batch = batch;
    this.#queue = new SendQueue({
      sender,
      maxBytes: Number.POSITIVE_INFINITY,
      maxRequests,
      retry,
      ...(mendMs !== undefined && { mendMs }),
      random: Math.random,
      tell,
      onPending: () => {},
    });
  }

  /** Tries at once what waits only because a try has failed. */
  hurry(): void {
    this.#queue.hurry();
  }

  /** What is under way and what comes rejects with `Stopped`. */
  stop(): void {
    this.#isStopped = true;
    this.#queue.abandon();
  }

  /** Resolves when every span has arrived or was refused for good: with how many were refused. */
  sendSpans(spans: readonly EncodedSpan[], resource: OtlpResource): Promise<number> {
    return this.#settled(() => {
      for (const request of packed(spans, this.#batch)) {
        for (const span of request) this.#queue.reserve(span.length + SPAN_OVERHEAD_BYTES);
        this.#queue.push(new SpanBatch(request, (parts) => this.encoding.traces(parts, resource)));
      }
    });
  }

  /** The same for what so many metric records have come to. */
  sendMetrics(metrics: readonly MetricData[], records: number, resource: OtlpResource): Promise<number> {
    return this.#settled(() => {
      this.#queue.addPending(records);
      const encode = (parts: readonly MetricData[]) => this.encoding.metrics(parts, resource);
      const settled = (_records: number, points: number) => {
        this.#points -= points;
      };
      const whole = new MetricBatch({ metrics, records, encode, settled });
      this.#points = whole.items;
      for (const part of this.#parts(whole)) this.#queue.push(part);
    });
  }

  /** Of no more bytes than a request may have, where it can be divided. */
  #parts(batch: MetricBatch): readonly MetricBatch[] {
    const halves = batch.encode().length > this.#batch.maxBytes ? batch.halves() : [];
    return halves.length === 0 ? [batch] : halves.flatMap((half) => this.#parts(half));
  }

  async #settled(push: () => void): Promise<number> {
    if (this.#isStopped) throw new Stopped();
    const before = this.#queue.counts.failed;
    push();
    while (!this.#isStopped && this.#queue.counts.pending + this.#points > 0) await this.#queue.progress(LOOK_MS);
    if (this.#isStopped) throw new Stopped();
    return this.#queue.counts.failed - before;
  }
}

/** Neighbours together, up to so many bytes and spans; one span alone may have more. */
function packed(spans: readonly EncodedSpan[], { maxBytes, maxSpans }: ShippingSettings["batch"]): EncodedSpan[][] {
  const requests: EncodedSpan[][] = [];
  let bytes = 0;
  for (const span of spans) {
    const last = requests.at(-1);
    bytes += span.length;
    if (last !== undefined && bytes <= maxBytes && last.length < maxSpans) last.push(span);
    else {
      requests.push([span]);
      bytes = span.length;
    }
  }
  return requests;
}
