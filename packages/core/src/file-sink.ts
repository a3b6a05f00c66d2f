/** Writes records as JSONL: each into the hands of the operating system before the call returns, or in batches. */
import { randomBytes } from "node:crypto";
import type { EmittedMetric } from "./emitted-metric.ts";
import type { FileSettings } from "./file-options.ts";
import { encodeLine, encodeResource } from "./jsonl.ts";
import { declareLate, type LateSink } from "./late-sink.ts";
import { LineBatch } from "./line-batch.ts";
import { OpenFiles } from "./open-files.ts";
import type { OpenSpan } from "./open-span.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";
import { drainOnSignals } from "./signal-hook.ts";
import type { FlushOptions, SinkCounts } from "./sink.ts";
import { endedLine, openedLine } from "./span-lines.ts";
import { WriteQueue } from "./write-queue.ts";

/** Which file a record belongs in. May throw for a record that has none. */
export type PathOf = (record: { readonly traceId?: string }) => string;

export class FileSink implements LateSink {
  readonly name = "file";
  /** Left out where nobody wants start lines, so that nobody makes start records. */
  readonly spanStarted?: (start: SpanStart) => void;
  /** The same for spans that are written without a record. */
  readonly spanOpened?: (span: OpenSpan) => void;
  readonly #pathOf: PathOf;
  readonly #resourceId = randomBytes(4).toString("hex");
  readonly #files: OpenFiles;
  readonly #queue: WriteQueue;
  /** Only in buffered mode. */
  readonly #batch: LineBatch | undefined;
  #metrics = 0;
  #report: (error: unknown) => void = ignore;

  constructor(pathOf: PathOf, settings: FileSettings) {
    const { isBuffered, maxBytes, intervalMs, maxBufferedBytes, serviceName } = settings;
    this.#pathOf = pathOf;
    const report = (error: unknown) => this.#report(error);
    const header = resourceLine(this.#resourceId, serviceName);
    this.#files = new OpenFiles(() => header, report);
    this.#queue = new WriteQueue(this.#files, { maxBytes: maxBufferedBytes, inBackground: isBuffered, report });
    if (isBuffered) {
      const encodeStart = (start: SpanStart) => [pathOf(start), encodeLine(start, this.#resourceId)] as const;
      const encodeOpen = (span: OpenSpan) => [pathOf(span), openedLine(span, this.#resourceId)] as const;
      this.#batch = new LineBatch(this.#queue, { maxLength: maxBytes, intervalMs, encodeStart, encodeOpen });
    }
    if (settings.starts) {
      this.spanStarted = (start) => this.#start(start);
      this.spanOpened = (span) => this.#open(span);
    }
    declareLate(this);
    if (settings.signals) drainOnSignals();
  }

  /** Opens the file at `path`, to see that it can be opened. Throws what the system throws. */
  openNow(path: string): void {
    this.#files.at(path).open();
  }

  spanEnded(span: OpenSpan): void {
    const path = this.#pathOf(span);
    const line = endedLine(span, this.#resourceId);
    if (this.#batch === undefined) this.#queue.write(path, line, false);
    else this.#batch.addEnded(path, line, span, this.spanOpened !== undefined);
  }

  metricEmitted(metric: EmittedMetric): void {
    this.write(metric.toRecord());
  }

  write(record: SpanRecord | MetricRecord): void {
    const path = this.#pathOf(record);
    const line = encodeLine(record, this.#resourceId, record.kind === "metric" ? ++this.#metrics : undefined);
    if (this.#batch === undefined) this.#queue.write(path, line, false);
    else if (record.kind === "span") this.#batch.addSpan(path, line, record);
    else this.#batch.addLine(path, line);
  }

  /** Resolves when all is in the hands of the operating system; rejects when the time is over before. */
  async flush({ timeoutMs = 30_000 }: FlushOptions = {}): Promise<void> {
    this.#batch?.seal();
    await this.#queue.flush(timeoutMs);
  }

  reportTo(report: (error: unknown) => void): void {
    this.#report = report;
  }

  health(): SinkCounts {
    const { pending, failed } = this.#queue;
    const { pending: batched = { records: 0, starts: 0 }, startsLeftOut = 0 } = this.#batch ?? {};
    return {
      failed: failed.records,
      pending: pending.records + batched.records,
      starts: { dropped: startsLeftOut, failed: failed.starts, pending: pending.starts + batched.starts },
    };
  }

  /** Writes what waits. Never throws. */
  drain(): void {
    this.#batch?.seal();
    this.#queue.drain();
  }

  /** Closes the file; the next record opens it anew, at the same path. Never throws. */
  reopen(): void {
    this.drain();
    this.#files.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.reopen();
  }

  #open(span: OpenSpan): void {
    if (this.#batch === undefined) this.#queue.write(this.#pathOf(span), openedLine(span, this.#resourceId), true);
    else this.#batch.addOpened(span);
  }

  #start(start: SpanStart): void {
    if (this.#batch === undefined) this.#queue.write(this.#pathOf(start), encodeLine(start, this.#resourceId), true);
    else this.#batch.addStart(start);
  }
}

function resourceLine(resourceId: string, serviceName: string): string {
  const startedAt = Math.round(performance.timeOrigin * 1000) / 1000;
  return encodeResource({ kind: "resource", resourceId, serviceName, pid: process.pid, startedAt });
}

function ignore(): void {}
