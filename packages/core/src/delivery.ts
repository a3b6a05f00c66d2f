/** Hands records to one sink: isolates its failures, tells each kind once, and keeps its accounts. */
import { outsideOfSpans } from "./context.ts";
import type { EmittedMetric } from "./emitted-metric.ts";
import { failureMessage } from "./failure.ts";
import { checkIds, GuardedSpan } from "./guarded-span.ts";
import type { OpenSpans } from "./late-sink.ts";
import type { OpenSpan } from "./open-span.ts";
import type { MetricRecord, SpanRecord, SpanRef, SpanStart } from "./record.ts";
import type { FlushOptions, LiveSink, LiveSpan, LiveSpanIds, Sink } from "./sink.ts";
import { type SinkFailure, type SinkHealth, type SinkOperation, Tally } from "./sink-health.ts";
import { warnProcess } from "./warn-process.ts";
import { MAX_TIMER_MS, withTimeout } from "./with-timeout.ts";

export class Delivery {
  readonly sink: Sink;
  readonly name: string;
  /** Who is told of a failure: the recorder that took the sink last and had something to say about it. */
  onError: (failure: SinkFailure) => void = warnProcess;
  readonly records: Tally = new Tally();
  readonly starts: Tally = new Tally();
  readonly #live: LiveSink | undefined;
  readonly #told = new Set<string>();
  #isBusy = false;
  #lastError: string | undefined;
  readonly #arriving = new Set<Promise<void>>();
  #disposal: Promise<void> | undefined;

  constructor(sink: Sink) {
    this.sink = sink;
    this.name = sink.name || sink.constructor?.name || "sink";
    this.#live = "open" in sink ? (sink as LiveSink) : undefined;
    sink.reportTo?.((error, operation = "write", sort = "") => this.report(operation, error, sort));
  }

  get isLive(): boolean {
    return this.#live !== undefined;
  }

  get mintsIds(): boolean {
    return this.#live?.mintsIds === true;
  }

  /** The sink's own active span, where it is innermost. */
  activeParent(ours: SpanRef | undefined): LiveSpanIds | undefined {
    try {
      const parent = this.#live?.activeParent?.(ours);
      return parent && checkIds(parent);
    } catch (error) {
      this.report("open", error);
      return undefined;
    }
  }

  /** A recorder takes the sink. */
  attach(_open: OpenSpans): void {}

  spanOpened(span: OpenSpan): void {
    if (this.sink.spanStarted !== undefined) this.start(span.toStart());
  }

  spanEnded(span: OpenSpan): void {
    this.write(span.toRecord());
  }

  metricEmitted(metric: EmittedMetric): void {
    this.write(metric.toRecord());
  }

  /** Opens a span that is closed by `end`, also at a sink that only takes records. */
  open(start: SpanStart, byHand: boolean): LiveSpan {
    if (this.#live === undefined) {
      this.start(start);
      return { run: (work) => work(), end: (record) => this.write(record) };
    }
    return new GuardedSpan(this, this.#live, start, byHand);
  }

  start(start: SpanStart): void {
    if (this.sink.spanStarted === undefined) return;
    this.#hand(this.starts, "start", () => this.sink.spanStarted?.(start));
  }

  write(record: SpanRecord | MetricRecord): void {
    this.#hand(this.records, "write", () => this.sink.write(record));
  }

  /** Ends a span of a live sink; one that was never opened is lost. */
  end(span: LiveSpan | undefined, record: SpanRecord): void {
    if (span !== undefined) this.#hand(this.records, "write", () => span.end(record));
    else {
      this.records.taken++;
      this.records.failed++;
    }
  }

  /** Never rejects: what went wrong was told, and is in `health()`. */
  async flush({ timeoutMs = 30_000 }: FlushOptions = {}): Promise<void> {
    const ms = Math.min(timeoutMs, MAX_TIMER_MS);
    try {
      await withTimeout(this.#flushSink(ms), ms);
    } catch (error) {
      this.report("flush", error);
    }
  }

  /** Flushes, then disposes of the sink; once, whoever asks. */
  dispose(): Promise<void> {
    this.#disposal ??= this.#dispose();
    return this.#disposal;
  }

  health(): SinkHealth {
    const told = this.#sinkCounts();
    const confirms = this.sink.flush !== undefined && this.sink.health === undefined;
    return {
      sink: this.name,
      ...this.records.counts(told, confirms),
      starts: this.starts.counts(told.starts ?? {}, confirms),
      ...(this.#lastError !== undefined && { lastError: this.#lastError }),
    };
  }

  /** Tells of a failure, the first time for each operation and sort. Never throws. */
  report(operation: SinkOperation, error: unknown, sort = ""): void {
    const message = `${this.name}: ${operation} failed: ${failureMessage(error)}`;
    this.#lastError = message;
    const kind = `${operation} ${sort}`;
    if (this.#told.has(kind)) return;
    this.#told.add(kind);
    try {
      Promise.resolve(this.onError({ sink: this.name, operation, error, message })).catch(() => {});
    } catch {
      // Whoever listens to failures must not become one.
    }
  }

  /** A sink that traced its own work would never end: what it makes meanwhile is not for it, and what it starts is nobody's. */
  #hand(tally: Tally, operation: SinkOperation, handOver: () => unknown): void {
    tally.taken++;
    if (this.#isBusy) {
      tally.dropped++;
      this.report(operation, new Error("the sink records what it does itself; that is left out"));
      return;
    }
    this.#isBusy = true;
    try {
      this.#await(this.#live === undefined ? outsideOfSpans(handOver) : handOver(), tally, operation);
    } catch (error) {
      tally.failed++;
      this.report(operation, error);
    } finally {
      this.#isBusy = false;
    }
  }

  async #flushSink(timeoutMs: number): Promise<void> {
    if (this.#arriving.size > 0) await Promise.all(this.#arriving);
    const { accepted } = this.records;
    const { accepted: acceptedStarts } = this.starts;
    await outsideOfSpans(() => this.sink.flush?.({ timeoutMs }));
    this.records.confirmed = Math.max(this.records.confirmed, accepted);
    this.starts.confirmed = Math.max(this.starts.confirmed, acceptedStarts);
  }

  async #dispose(): Promise<void> {
    await this.flush();
    try {
      await withTimeout(
        outsideOfSpans(() => this.sink[Symbol.asyncDispose]?.()),
        30_000,
      );
    } catch (error) {
      this.report("dispose", error);
    }
  }

  /** A `write` that is declared to return nothing may still be an async function. */
  #await(returned: unknown, tally: Tally, operation: SinkOperation): void {
    if (returned === undefined || typeof (returned as { then?: unknown } | null)?.then !== "function") return;
    tally.inFlight++;
    const arrived = () => {
      tally.inFlight--;
      this.#arriving.delete(arrival);
    };
    const arrival = Promise.resolve(returned).then(arrived, (error) => {
      tally.failed++;
      arrived();
      this.report(operation, error);
    });
    this.#arriving.add(arrival);
  }

  #sinkCounts(): ReturnType<NonNullable<Sink["health"]>> {
    try {
      return this.sink.health?.() ?? {};
    } catch {
      return {};
    }
  }
}
