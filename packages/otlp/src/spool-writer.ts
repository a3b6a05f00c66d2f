/** Writes the records of a run into segments of its own, each before the call returns. */
import { randomBytes } from "node:crypto";
import { encodeLine, encodeResource, type MetricRecord, type SpanRecord } from "@heddle/core";
import { LineFiles } from "@heddle/core/bridge";
import { isDiskFull } from "./durable-file.ts";
import type { OtlpResource } from "./otlp-resource.ts";
import { segmentBytes as bytesIn, segmentPath, sizeOf } from "./segments.ts";
import type { SpoolCounters } from "./spool-counters.ts";
import { spoolFileHead } from "./spool-file-head.ts";
import type { SpoolSettings } from "./spool-options.ts";
import { prepareRun } from "./spooled-run.ts";

/** What is waiting in memory while the disk is full. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;
/** A line above this could not be read back. */
const MAX_LINE_LENGTH = 64 * 1024 * 1024;
/** How much may be written before the sizes of files are looked at again. */
const LOOK_BYTES = 256 * 1024;
/** How often it is looked whether the disk has taken something while somebody waits. */
const STUCK_MS = 200;
/** How often a folder that is full is looked through, for somebody may have deleted files of it. */
const LOOK_MS = 1000;

export interface SpoolWriterOptions extends Pick<SpoolSettings, "maxBytes" | "segmentBytes"> {
  /** The folder of the run. */
  readonly folder: string;
  readonly resource: OtlpResource;
  readonly counters: SpoolCounters;
  /** Told of an outage of the disk, and of deleted files. */
  readonly report: (error: unknown) => void;
}

export class SpoolWriter {
  readonly #options: SpoolWriterOptions;
  readonly #resourceId = randomBytes(4).toString("hex");
  readonly #introduction: string;
  readonly #files: LineFiles;
  #segment = 1;
  #path: string;
  #lines = 0;
  /** Of the segments before, those that are deleted by now included. */
  #closedBytes = 0;
  #lookedAt = 0;
  /** What may be written until it must be looked again. */
  #allowance = 0;
  #metrics = 0;

  /** Throws what the system throws, unless the disk is full: that is waited for. */
  constructor(options: SpoolWriterOptions) {
    const { folder, resource, report } = options;
    this.#options = options;
    this.#introduction = encodeResource({
      kind: "resource",
      resourceId: this.#resourceId,
      serviceName: String(resource.attributes["service.name"]),
      pid: process.pid,
      startedAt: Math.round(performance.timeOrigin * 1000) / 1000,
    });
    this.#files = new LineFiles({ header: () => this.#header(), maxWaitingBytes: MAX_WAITING_BYTES, report });
    this.#path = segmentPath(folder, this.#segment);
    this.#openFirst();
  }

  /** How many lines have got into a file. */
  get written(): number {
    return this.#lines - this.#files.pending - this.#files.failed;
  }

  /** How many lines are lost, as the disk took none for too long. */
  get failed(): number {
    return this.#files.failed;
  }

  /** False when there is no room for it. Throws for a record that is too large to be read back. */
  write(record: SpanRecord | MetricRecord): boolean {
    if ((this.#allowance <= 0 || this.#files.pending > 0) && !this.#hasRoom()) return false;
    const line = encodeLine(record, this.#resourceId, record.kind === "metric" ? ++this.#metrics : undefined);
    if (line.length > MAX_LINE_LENGTH) {
      throw new RangeError(
        `${record.name} has ${line.length} characters as a line; at most ${MAX_LINE_LENGTH} are kept`,
      );
    }
    this.#allowance -= line.length;
    this.#files.write(this.#path, line);
    this.#lines++;
    return true;
  }

  /**
   * Resolves when all is in the hands of the operating system, in a file that is there; rejects when the time is over, and with
   * what the system says.
   */
  async flush(timeoutMs: number): Promise<void> {
    const looks = setInterval(() => this.#goOn(), STUCK_MS);
    try {
      await this.#files.flush(timeoutMs);
    } finally {
      clearInterval(looks);
    }
    this.#files.open(this.#path);
  }

  /** Never throws. */
  close(): void {
    this.#files.close();
  }

  #openFirst(): void {
    try {
      this.#files.open(this.#path);
    } catch (error) {
      if (!isDiskFull(error)) throw error;
    }
  }

  /** Looks how large the files have become. */
  #hasRoom(): boolean {
    const { maxBytes, segmentBytes } = this.#options;
    const bytes = this.#goOn();
    let used = this.#used(bytes);
    if (used >= maxBytes && performance.now() - this.#lookedAt >= LOOK_MS) {
      this.#lookThrough();
      used = this.#used(bytes);
    }
    this.#allowance = Math.min(LOOK_BYTES, segmentBytes - bytes, maxBytes - used);
    return used < maxBytes;
  }

  /**
   * Goes on in a new segment when this one is large enough. So it does when this one takes no more: on a disk that is full there
   * is room when it is shipped and deleted. Says how large the segment is.
   */
  #goOn(): number {
    const { folder, segmentBytes } = this.#options;
    const bytes = this.#size();
    const isStuck = bytes > 0 && this.#files.pending > 0;
    if (bytes < segmentBytes && !isStuck) return bytes;
    this.#closedBytes += bytes;
    this.#path = segmentPath(folder, ++this.#segment);
    this.#files.goOn(this.#path);
    return this.#size();
  }

  /** What cannot be looked at takes nothing either: records wait in memory then. */
  #size(): number {
    try {
      return sizeOf(this.#path);
    } catch {
      return 0;
    }
  }

  #used(bytes: number): number {
    const { freedBytes, foreignBytes } = this.#options.counters;
    return this.#closedBytes + bytes - freedBytes + foreignBytes;
  }

  /** Finds out what is there still. */
  #lookThrough(): void {
    const { folder, counters } = this.#options;
    this.#lookedAt = performance.now();
    this.#closedBytes = bytesIn(folder) - this.#size() + counters.freedBytes;
  }

  /** Each file says who writes, and how much was written before it. Where the folder was deleted, what else was in it is gone, too. */
  #header(): string {
    const { folder, resource } = this.#options;
    prepareRun(folder, resource);
    return this.#introduction + spoolFileHead(this.written);
  }
}
