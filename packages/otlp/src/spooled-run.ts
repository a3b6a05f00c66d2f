/** Ships what one run has recorded, segment after segment, and remembers how far it has come. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Courier, Tell } from "./courier.ts";
import { makeLasting, readDurable, reserveDurable, writeDurable } from "./durable-file.ts";
import type { Lines } from "./line-reader.ts";
import type { Temporality } from "./metric-data.ts";
import { Origins, type OriginsState } from "./origins.ts";
import type { OtlpResource } from "./otlp-resource.ts";
import { type SegmentPlace, SegmentReader } from "./segment-reader.ts";
import { removeSegment, segmentsIn } from "./segments.ts";
import { shipLines, shipMetrics } from "./ship-lines.ts";
import { recordsBefore } from "./spool-file-head.ts";
import type { BadLine } from "./unpack.ts";

/** What has become of a run's records. */
export interface RunCounts {
  /** Taken by the backend. */
  readonly written: number;
  /** Refused by the backend for good, not to be read, or gone from the folder. */
  readonly failed: number;
}

export interface SpooledRunOptions {
  readonly courier: Courier;
  readonly temporality: Temporality;
  /** Told after each step, also when the run is opened. */
  readonly onProgress: (counts: RunCounts, freedBytes: number) => void;
  readonly tell: Tell;
  /** Of the run that this process records: what has become of its records so far. What is missing of it counts as failed. */
  readonly known?: RunCounts;
  /** Of the same run: who records it. Its file may not be there yet. */
  readonly resource?: OtlpResource;
}

/** How far a run is shipped, and what has become of all before. */
interface Progress extends SegmentPlace, RunCounts {
  readonly origins: OriginsState;
}

/** Written by the run itself, before its first record. */
const RESOURCE_FILE = "resource.json";
const PROGRESS_FILE = "progress.json";

/** To make the progress last takes a disk some time: it is done for so many segments at once, or when all are shipped. */
const MAX_SHIPPED_SEGMENTS = 16;

/** Somebody may have deleted it. */
const FOLDER = { recursive: true, mode: 0o700 } as const;

/** What the progress takes on disk, a few hundred series of metrics included. */
const PROGRESS_BYTES = 16 * 1024;

/** Leaves the run's resource for whoever ships it, and room for the progress, where they are not there. Throws what the system throws. */
export function prepareRun(folder: string, resource: OtlpResource): void {
  const path = join(folder, RESOURCE_FILE);
  if (!existsSync(path)) writeDurable(path, resource);
  reserveDurable(join(folder, PROGRESS_FILE), PROGRESS_BYTES);
}

export class SpooledRun {
  readonly #folder: string;
  readonly #options: SpooledRunOptions;
  readonly #origins: Origins;
  readonly #segments: SegmentReader;
  #written: number;
  #failed: number;
  /** How many there are to delete. */
  #shippedSegments = 0;
  #isSaved = true;

  constructor(folder: string, options: SpooledRunOptions) {
    const { temporality, known = { written: 0, failed: 0 } } = options;
    const { attributes = {} } = options.resource ?? readDurable<OtlpResource>(join(folder, RESOURCE_FILE)) ?? {};
    const progress = readDurable<Progress>(join(folder, PROGRESS_FILE)) ?? {};
    this.#folder = folder;
    this.#options = options;
    this.#origins = new Origins({ temporality, resource: { attributes }, state: progress.origins ?? {} });
    this.#segments = new SegmentReader(folder, progress);
    this.#written = progress.written ?? known.written;
    this.#failed = progress.failed ?? known.failed;
    this.#tellProgress(0);
  }

  /** How many records are settled, or added up for the next request with metrics. */
  get passed(): number {
    return this.#origins.unsent().reduce((sum, { unsent }) => sum + unsent, this.#written + this.#failed);
  }

  /** Ships the next lines. False when there are none. Rejects when the courier is stopped, and with what the system says. */
  async step(): Promise<boolean> {
    if (!this.#isSaved) await this.#saveAgain();
    const next = this.#segments.next();
    const lines = await this.#segments.read();
    if (lines.texts.length > 0) await this.#ship(lines);
    else if (next !== undefined) await this.#goOn(next);
    else return false;
    return true;
  }

  /** So many records came before, as the one who wrote them says: those that were never read are gone. */
  passTo(records: number): void {
    const lost = records - this.passed;
    if (lost <= 0) return;
    const were = lost === 1 ? "1 record is" : `${lost} records are`;
    this.#options.tell(`${were} lost: somebody has deleted files of the spool`, true, "deleted");
    this.#commit(0, lost);
  }

  /** Ships what the metrics have come to since it was last shipped. */
  async sendMetrics(): Promise<void> {
    const shipped = shipMetrics(this.#options.courier, this.#origins);
    for await (const { metrics, refused } of shipped) this.#commit(metrics, refused);
  }

  /** Whether all of it is shipped. */
  isShipped(): boolean {
    return this.#segments.isAtEnd() && this.#origins.unsent().length === 0;
  }

  /** Deletes the segments that are shipped. */
  async clean(): Promise<void> {
    if (this.#shippedSegments === 0) return;
    this.#shippedSegments = 0;
    await makeLasting(join(this.#folder, PROGRESS_FILE));
    const shipped = segmentsIn(this.#folder).filter((number) => number < this.#segments.place.segment);
    this.#tellProgress(shipped.reduce((bytes, number) => bytes + removeSegment(this.#folder, number), 0));
  }

  async close(): Promise<void> {
    await this.#segments.close();
  }

  async #ship({ texts, end }: Lines): Promise<void> {
    const before = this.#options.known && this.#segments.place.offset === 0 ? recordsBefore(texts) : undefined;
    if (before !== undefined) this.passTo(before);
    const { spans, refused, badLines } = await shipLines(texts, this.#options.courier, this.#origins);
    this.#segments.settle(end);
    this.#commit(spans, refused + this.#lost(badLines));
  }

  /** Who wrote here goes on in `next`, and has closed this segment before. */
  async #goOn(next: number): Promise<void> {
    await this.#segments.goOn(next);
    this.#save();
    this.#shippedSegments++;
    if (this.#shippedSegments >= MAX_SHIPPED_SEGMENTS) await this.clean();
  }

  /** What is left of a line where the disk was full is no loss: the record was written again, whole. */
  #lost(badLines: readonly BadLine[]): number {
    const lost = badLines.filter(({ isTorn }) => !isTorn);
    for (const { problem } of lost)
      this.#options.tell(`a line of the spool is no record: ${problem}`, true, "no record");
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
      ...this.#segments.place,
      written: this.#written,
      failed: this.#failed,
      origins: this.#origins.state,
    };
    mkdirSync(this.#folder, FOLDER);
    writeDurable(join(this.#folder, PROGRESS_FILE), progress, PROGRESS_BYTES);
    this.#isSaved = true;
    this.#tellProgress(0);
  }

  /** The disk may be full of a segment that was deleted. */
  async #saveAgain(): Promise<void> {
    await this.#segments.letGo();
    this.#save();
  }

  #tellProgress(freedBytes: number): void {
    this.#options.onProgress({ written: this.#written, failed: this.#failed }, freedBytes);
  }
}
