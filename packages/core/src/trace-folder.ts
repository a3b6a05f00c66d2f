/** A folder with a file for each trace: where records go, and how they are read back. */

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { quote } from "./check-option.ts";
import { isTraceId } from "./ids.ts";
import { type LineProblemAt, readJsonl } from "./read-jsonl.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";

/** What was recorded of a trace. */
export interface LoadedTrace {
  readonly traceId: string;
  /** The spans that have ended, by end time. */
  readonly spans: readonly SpanRecord[];
  /** The spans that have opened and not ended, in the order they opened: under way, or cut off by a crash. */
  readonly openSpans: readonly SpanStart[];
  /** In the order they were emitted. */
  readonly metrics: readonly MetricRecord[];
  /** Lines that are no records, as a crash leaves them. */
  readonly problems: readonly LineProblemAt[];
}

const EXTENSION = ".jsonl";
/** Metrics that were emitted outside of any span. */
const OUTSIDE = "metrics";

export class TraceFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Throws for a trace id that is none: it must not name a file elsewhere. */
  pathOf({ traceId }: { readonly traceId?: string }): string {
    return this.#file(traceId === undefined ? OUTSIDE : checkedTraceId(traceId));
  }

  /** The ids of the traces, the one that was written to last first. */
  async list(): Promise<string[]> {
    const files = (await readdir(this.path)).filter((file) => file.endsWith(EXTENSION));
    const ids = files.map((file) => file.slice(0, -EXTENSION.length)).filter(isTraceId);
    const found = await Promise.all(ids.map((traceId) => this.#lastWrite(traceId)));
    return found
      .filter((write) => write !== undefined)
      .sort((a, b) => Number(b.at - a.at))
      .map(({ traceId }) => traceId);
  }

  /** `undefined` for a trace that is not there. Throws for a trace id that is none. */
  load(traceId: string): Promise<LoadedTrace | undefined> {
    return this.#load(checkedTraceId(traceId));
  }

  async #load(traceId: string): Promise<LoadedTrace | undefined> {
    const text = await readFile(this.#file(traceId), "utf8").catch(nothingThere);
    if (text === undefined) return undefined;
    const { records, problems } = readJsonl(text);
    const spans = records.filter((record) => record.kind === "span").sort((a, b) => a.endedAt - b.endedAt);
    const ended = new Set(spans.map((span) => span.spanId));
    const starts = records.filter((record) => record.kind === "span_start");
    const metrics = records.filter((record) => record.kind === "metric");
    return { traceId, spans, openSpans: starts.filter((start) => !ended.has(start.spanId)), metrics, problems };
  }

  #file(name: string): string {
    return join(this.path, name + EXTENSION);
  }

  /** `undefined` for a file that was deleted meanwhile. */
  async #lastWrite(traceId: string): Promise<{ traceId: string; at: bigint } | undefined> {
    const stats = await stat(this.#file(traceId), { bigint: true }).catch(nothingThere);
    return stats && { traceId, at: stats.mtimeNs };
  }
}

function checkedTraceId(traceId: string): string {
  if (isTraceId(traceId)) return traceId;
  throw new RangeError(`${quote(traceId)} is no trace id; give 32 lower-case hex digits`);
}

function nothingThere(error: NodeJS.ErrnoException): undefined {
  if (error.code !== "ENOENT") throw error;
}
