/** Where spans go when libraries are compared: a server on the loopback, and a folder. */
import { createReadStream } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { FoundMarks } from "./marks.ts";
import { type Collector, startCollector } from "./start-collector.ts";

/** What has come of marked spans. */
export interface Arrivals {
  /** At the server. */
  readonly sent: number;
  /** In files. */
  readonly inFiles: number;
}

const QUIET_MS = 300;

export class Place {
  readonly collector: Collector;
  #folder: string;

  private constructor(collector: Collector, folder: string) {
    this.collector = collector;
    this.#folder = folder;
  }

  static async open(): Promise<Place> {
    return new Place(await startCollector(), await newFolder());
  }

  /** For a subject: where it is to send, or to write. */
  get options(): { readonly url: string; readonly folder: string } {
    return { url: this.collector.url, folder: this.#folder };
  }

  /** Counts when nothing more comes. */
  async arrivals(): Promise<Arrivals> {
    let sent = await this.collector.countMarks();
    for (let before = -1; before !== sent; ) {
      before = sent;
      await setTimeout(QUIET_MS);
      sent = await this.collector.countMarks();
    }
    return { sent, inFiles: await marksIn(this.#folder) };
  }

  async clear(): Promise<void> {
    await this.collector.clear();
    await rm(this.#folder, { recursive: true });
    this.#folder = await newFolder();
  }

  async close(): Promise<void> {
    this.collector.stop();
    await rm(this.#folder, { recursive: true });
  }
}

function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "heddle-bench-"));
}

/** Longer than a mark, which may be cut by the end of a chunk. */
const OVERLAP = 64;

async function marksIn(folder: string): Promise<number> {
  const marks = new FoundMarks();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    let tail: Buffer = Buffer.alloc(0);
    for await (const chunk of createReadStream(join(entry.parentPath, entry.name), { highWaterMark: 1 << 20 })) {
      const bytes = Buffer.concat([tail, chunk]);
      marks.addAllIn(bytes);
      tail = bytes.subarray(-OVERLAP);
    }
  }
  return marks.count;
}
