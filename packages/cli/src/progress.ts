/** Shows on a terminal how far reading has come. */
import { escapeText } from "@heddle/core/bridge";
import type { ReadProgress } from "@heddle/reader";
import { bytesText } from "./bytes-text.ts";
import type { Io } from "./io.ts";
import { StatusLine } from "./status-line.ts";

/** A line on standard error, where that is a terminal. */
export class Progress {
  readonly #line: StatusLine;

  constructor(io: Io) {
    this.#line = new StatusLine(io);
  }

  show(progress: ReadProgress): void {
    this.#line.show((elapsedMs) => progressText(progress, elapsedMs));
  }

  /** Makes room for what is to be said. */
  clear(): void {
    this.#line.clear();
  }
}

/** `1.2 of 3.4 GB, 35 %, 210 MB/s, 10 s left: traces.jsonl`; of what has no known size, what is known. */
export function progressText({ file, readBytes, totalBytes }: ReadProgress, elapsedMs: number): string {
  const perMs = readBytes / Math.max(1, elapsedMs);
  const rate = `${bytesText(perMs * 1000)}/s`;
  const name = escapeText(file);
  if (totalBytes === undefined) return `${bytesText(readBytes)}, ${rate}: ${name}`;
  const percent = Math.min(100, Math.floor((100 * readBytes) / Math.max(1, totalBytes)));
  const left = Math.ceil(Math.max(0, totalBytes - readBytes) / Math.max(1, perMs) / 1000);
  return `${bytesText(readBytes)} of ${bytesText(totalBytes)}, ${percent} %, ${rate}, ${left} s left: ${name}`;
}
