/** Everything that the page is made of, and where it is kept between runs. */
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BurstRow } from "./bursts.ts";
import type { CostRow } from "./costs.ts";
import type { ExitRow } from "./exits.ts";
import type { FootprintRow } from "./footprint.ts";
import type { Growth, RetainedRow } from "./growth.ts";
import type { StreamRow } from "./streams.ts";

/** What a section measured, and in what circumstances. */
export interface Section<T> {
  readonly data: T;
  /** When it was over: an ISO 8601 time. */
  readonly at: string;
  readonly seconds: number;
  readonly machine: string;
  readonly node: string;
  /** Cores that others kept busy meanwhile; absent where the system does not tell. */
  readonly othersBusy?: number;
}

export interface FloorRow {
  readonly measured: string;
  readonly number: string;
  readonly spread: string;
  readonly bound: string;
  readonly verdict: string;
}

export interface Measured {
  readonly floors?: Section<readonly FloorRow[]>;
  readonly costs?: Section<readonly CostRow[]>;
  readonly growth?: Section<{ readonly growths: readonly Growth[]; readonly retained: readonly RetainedRow[] }>;
  readonly bursts?: Section<readonly BurstRow[]>;
  readonly exits?: Section<readonly ExitRow[]>;
  readonly streams?: Section<readonly StreamRow[]>;
  readonly footprint?: Section<readonly FootprintRow[]>;
  /** Of the libraries, by their name. */
  readonly versions?: Readonly<Record<string, string>>;
  /** Why a library could not be installed, by its name. */
  readonly notInstalled?: Readonly<Record<string, string>>;
}

const path = join(import.meta.dirname, "../../../node_modules/.cache/heddle-bench.json");

/** What earlier runs have measured. */
export async function readMeasured(): Promise<Measured> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  return JSON.parse(text);
}

export async function keepMeasured(measured: Measured): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, JSON.stringify(measured, null, 1));
}
