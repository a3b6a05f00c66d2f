/** Shows on a terminal how far reading has come. */
import { escapeText } from "@heddle/core/bridge";
import type { ReadProgress } from "@heddle/reader";
import { bytesText } from "./bytes-text.ts";
import type { Io } from "./io.ts";

/** What takes less is not worth a line. */
const QUIET_MS = 400;
const EVERY_MS = 100;
const CLEAR = "\r\u001b[K";

/** A line at the end of standard error that is written again and again; nothing where that is no terminal. */
export class Progress {
  readonly #io: Io;
  readonly #startedAt: number;
  #shownAt = Number.NEGATIVE_INFINITY;
  #isShown = false;

  constructor(io: Io) {
    this.#io = io;
    this.#startedAt = io.monotonicMs();
  }

  show(progress: ReadProgress): void {
    const { stderr, monotonicMs } = this.#io;
    const now = monotonicMs();
    const elapsedMs = now - this.#startedAt;
    if (!stderr.isTTY || elapsedMs < QUIET_MS || now - this.#shownAt < EVERY_MS) return;
    this.#shownAt = now;
    this.#isShown = true;
    void stderr.write(CLEAR + progressText(progress, elapsedMs).slice(0, (stderr.columns ?? 80) - 1));
  }

  /** Makes room for what is to be said. */
  clear(): void {
    if (!this.#isShown) return;
    this.#isShown = false;
    void this.#io.stderr.write(CLEAR);
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
