/** Ships what one run has recorded, segment after segment, and remembers how far it has come. */
import { type FileHandle, open, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Courier, Tell } from "./courier.ts";
import { makeLasting, readDurable, writeDurable } from "./durable-file.ts";
import { type Lines, readLines } from "./line-reader.ts";
import type { Temporality } from "./metric-data.ts";
import { Origins, type OriginsState } from "./origins.ts";
import type { OtlpResource } from "./otlp-resource.ts";
import { removeSegment, segmentPath, segmentsIn, sizeOf } from "./segments.ts";
import { shipLines, shipMetrics } from "./ship-lines.ts";
import type { BadLine } from "./unpack.ts";

/** What has become of a run's records. */
export interface RunCounts {
  /** Taken by the backend. */
  readonly written: number;
  /** Refused by the backend for good, or not to be read. */
  readonly failed: number;
}

export interface SpooledRunOptions {
  readonly courier: Courier;
  readonly temporality: Temporality;
  /** Told after each step, also when the run is opened. */
  readonly onProgress: (counts: RunCounts, freedBytes: number) => void;
  readonly tell: Tell;
}

/** A place in the segments of a run. */
interface Place {
  readonly segment: number;
  /** In bytes. */
  readonly offset: number;
}

/** How far a run is shipped, and what has become of all before. */
interface Progress extends Place, RunCounts {
  readonly origins: OriginsState;
}

/** Written by the run itself, before its first record. */
const RESOURCE_FILE = "resource.json";
const PROGRESS_FILE = "progress.json";

/** To make the progress last takes a disk some time: it is done for so many segments at once, or when all are shipped. */
const MAX_SHIPPED_SEGMENTS = 16;

const LINE_LIMITS = { chunkBytes: 2 * 1024 * 1024, maxLineBytes: 256 * 1024 * 1024 };

/** Leaves the run's resource for whoever ships it. Throws what the system throws. */
export function writeRunResource(folder: string, resource: OtlpResource): void {
  writeDurable(join(folder, RESOURCE_FILE), resource);
}

export class SpooledRun {
  readonly #folder: string;
  readonly #options: SpooledRunOptions;
  readonly #origins: Origins;
  #segment: number;
  #offset: number;
  #written: number;
  #failed: number;
  /** How many there are to delete. */
  #shippedSegments = 0;
  #isSaved = true;
  #file: FileHandle | undefined;

  constructor(folder: string, options: SpooledRunOptions) {
    const { temporality } = options;
    const { attributes = {} } = readDurable<OtlpResource>(join(folder, RESOURCE_FILE)) ?? {};
    const progress = readDurable<Progress>(join(folder, PROGRESS_FILE)) ?? {};
    this.#folder = folder;
    this.#options = options;
    this.#origins = new Origins({ temporality, resource: { attributes }, state: progress.origins ?? {} });
    this.#segment = progress.segment ?? 1;
    this.#offset = progress.offset ?? 0;
    this.#written = progress.written ?? 0;
    this.#failed = progress.failed ?? 0;
    this.#tellProgress(0);
  }

  /** Ships the next lines. False when there are none. Rejects when the courier is stopped, and with what the system says. */
  async step(): Promise<boolean> {
    if (!this.#isSaved) this.#save();
    const segments = segmentsIn(this.#folder);
    const next = segments.find((number) => number > this.#segment);
    const file = segments.includes(this.#segment) ? await this.#open() : undefined;
    const lines = file && (await readLines(file, this.#offset, LINE_LIMITS));
    if (lines !== undefined && lines.texts.length > 0) await this.#ship(lines);
    else if (next !== undefined) await this.#goOn(next);
    else return false;
    return true;
  }

  /** Ships what the metrics have come to since it was last shipped. */
  async sendMetrics(): Promise<void> {
    const shipped = shipMetrics(this.#options.courier, this.#origins);
    for await (const { metrics, refused } of shipped) this.#commit(metrics, refused);
  }

  /** Where the run ends at the moment. */
  end(): Place {
    const segment = segmentsIn(this.#folder).at(-1) ?? this.#segment;
    return { segment, offset: sizeOf(segmentPath(this.#folder, segment)) };
  }

  /** Whether all before `place` is shipped, but for metrics. */
  isAt({ segment, offset }: Place): boolean {
    return this.#segment > segment || (this.#segment === segment && this.#offset >= offset);
  }

  /** Whether all of it is shipped. */
  isShipped(): boolean {
    return this.isAt(this.end()) && this.#origins.unsent().length === 0;
  }

  /** Deletes the segments that are shipped. */
  async clean(): Promise<void> {
    if (this.#shippedSegments === 0) return;
    this.#shippedSegments = 0;
    await makeLasting(join(this.#folder, PROGRESS_FILE));
    const shipped = segmentsIn(this.#folder).filter((number) => number < this.#segment);
    this.#tellProgress(shipped.reduce((bytes, number) => bytes + removeSegment(this.#folder, number), 0));
  }

  async close(): Promise<void> {
    await this.#file?.close();
    this.#file = undefined;
  }

  /** A segment that somebody has deleted is written anew, from its first line on. */
  async #open(): Promise<FileHandle> {
    const path = segmentPath(this.#folder, this.#segment);
    const { ino, size } = await stat(path);
    const isReplaced = this.#file !== undefined && (await this.#file.stat()).ino !== ino;
    if (isReplaced) await this.close();
    if (isReplaced || size < this.#offset) this.#offset = 0;
    this.#file ??= await open(path);
    return this.#file;
  }

  async #ship({ texts, end }: Lines): Promise<void> {
    const { spans, refused, badLines } = await shipLines(texts, this.#options.courier, this.#origins);
    this.#offset = end;
    this.#commit(spans, refused + this.#lost(badLines));
  }

  /** Who wrote here goes on in `next`, and has closed this segment before. */
  async #goOn(next: number): Promise<void> {
    await this.close();
    this.#segment = next;
    this.#offset = 0;
    this.#save();
    this.#shippedSegments++;
    if (this.#shippedSegments >= MAX_SHIPPED_SEGMENTS) await this.clean();
  }

  /** What is left of a line where the disk was full is no loss: the record was written again, whole. */
  #lost(badLines: readonly BadLine[]): number {
    const lost = badLines.filter(({ isTorn }) => !isTorn);
    for (const { problem } of lost) this.#options.tell(`a line of the spool is no record: ${problem}`, true);
    return lost.length;
  }

  #commit(written: number, failed: number): void {
    this.#written += written;
    this.#failed += failed;
    this.#save();
  }

  /** Nobody hears of progress that is not on disk. When the disk is full, the next step tries again. */
  #save(): void {
    this.#isSaved = false;
    const progress: Progress = {
      segment: this.#segment,
      offset: this.#offset,
      written: this.#written,
      failed: this.#failed,
      origins: this.#origins.state,
    };
    writeDurable(join(this.#folder, PROGRESS_FILE), progress);
    this.#isSaved = true;
    this.#tellProgress(0);
  }

  #tellProgress(freedBytes: number): void {
    this.#options.onProgress({ written: this.#written, failed: this.#failed }, freedBytes);
  }
}
