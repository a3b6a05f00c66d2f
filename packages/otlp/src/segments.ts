/** The files of a run: numbered segments, of which only the last is written to. */
import { readdirSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";

const SEGMENT = /^(\d{8})\.jsonl$/;

/** `00000001.jsonl` for 1. */
export function segmentPath(folder: string, number: number): string {
  return join(folder, `${String(number).padStart(8, "0")}.jsonl`);
}

/** The numbers of the segments in a folder, ascending; none where the folder is missing. */
export function segmentsIn(folder: string): number[] {
  return namesIn(folder)
    .flatMap((name) => SEGMENT.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}

/** How many bytes the segments of a folder have. */
export function segmentBytes(folder: string): number {
  return segmentsIn(folder).reduce((bytes, number) => bytes + sizeOf(segmentPath(folder, number)), 0);
}

/** Deletes a segment; says how many bytes that frees. */
export function removeSegment(folder: string, number: number): number {
  const path = segmentPath(folder, number);
  const bytes = sizeOf(path);
  rmSync(path, { force: true });
  return bytes;
}

/** 0 for a file that is not there. */
export function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
