/** Writes the records of a run into segments of its own, each before the call returns. */
import { randomBytes } from "node:crypto";
import { encodeLine, encodeResource, type MetricRecord, type SpanRecord } from "@heddle/core";
import { LineFiles } from "@heddle/core/bridge";
import { segmentPath, sizeOf } from "./segments.ts";
import type { SpoolCounters } from "./spool-counters.ts";
import type { SpoolSettings } from "./spool-options.ts";

/** What is waiting in memory while the disk is full. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** A line above this could not be read back. */
const MAX_LINE_LENGTH = 64 * 1024 * 1024;
/** How much may be written before the sizes of files are looked at again. */
const LOOK_BYTES = 256 * 1024;

export interface SpoolWriterOptions extends Pick<SpoolSettings, "maxBytes" | "segmentBytes"> {
  /** The folder of the run. */
  readonly folder: string;
  readonly serviceName: string;
  readonly counters: SpoolCounters;
  /** Told of an outage of the disk. */
  readonly report: (error: unknown) => void;
}

export class SpoolWriter {
  readonly #options: SpoolWriterOptions;
  readonly #resourceId = randomBytes(4).toString("hex");
  readonly #files: LineFiles;
  #segment = 1;
  #path: string;
  /** Of the segments before. */
  #closedBytes = 0;
  /** What may be written until it must be looked again. */
  #allowance = 0;
  #metrics = 0;

  /** Throws what the system throws. */
  constructor(options: SpoolWriterOptions) {
    const { folder, serviceName, report } = options;
    const startedAt = Math.round(performance.timeOrigin * 1000) / 1000;
    const resource = {
      kind: "resource",
      resourceId: this.#resourceId,
      serviceName,
      pid: process.pid,
      startedAt,
    } as const;
    this.#options = options;
    this.#files = new LineFiles({ header: encodeResource(resource), maxWaitingBytes: MAX_WAITING_BYTES, report });
    this.#path = segmentPath(folder, this.#segment);
    this.#files.open(this.#path);
  }

  /** How many lines are lost, as the disk took none for too long. */
  get failed(): number {
    return this.#files.failed;
  }

  /** False when there is no room for it. Throws for a record that is too large to be read back. */
  write(record: SpanRecord | MetricRecord): boolean {
    if (this.#allowance <= 0 && !this.#hasRoom()) return false;
    const line = encodeLine(record, this.#resourceId, record.kind === "metric" ? ++this.#metrics : undefined);
    if (line.length > MAX_LINE_LENGTH) {
      throw new RangeError(
        `${record.name} has ${line.length} characters as a line; at most ${MAX_LINE_LENGTH} are kept`,
      );
    }
    this.#allowance -= line.length;
    this.#files.write(this.#path, line);
    return true;
  }

  /** Resolves when all is in the hands of the operating system; rejects when the time is over. */
  flush(timeoutMs: number): Promise<void> {
    return this.#files.flush(timeoutMs);
  }

  /** Never throws. */
  close(): void {
    this.#files.close();
  }

  /** Looks how large the files have become; goes on in a new one when this one is large enough. */
  #hasRoom(): boolean {
    const { maxBytes, segmentBytes, counters } = this.#options;
    let bytes = sizeOf(this.#path);
    if (bytes >= segmentBytes && this.#files.pending === 0) {
      this.#closedBytes += bytes;
      bytes = 0;
      this.#files.close();
      this.#path = segmentPath(this.#options.folder, ++this.#segment);
    }
    const used = this.#closedBytes + bytes - counters.freedBytes + counters.foreignBytes;
    this.#allowance = Math.min(LOOK_BYTES, segmentBytes - bytes, maxBytes - used);
    return used < maxBytes;
  }
}
