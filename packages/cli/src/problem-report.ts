/** Tells what cannot be read, and keeps it short. */
import { styleText } from "node:util";
import { escapeText } from "@heddle/core/bridge";
import type { ProblemLine } from "@heddle/reader";
import { counted } from "./counted.ts";
import type { Output } from "./io.ts";

/** A file that is no recording has as many problems as lines. */
const MAX_TOLD = 10;

/** A line on standard error for each of the first problems, and one for all others. */
export class ProblemReport {
  readonly #stderr: Output;
  #count = 0;

  constructor(stderr: Output) {
    this.#stderr = stderr;
  }

  get count(): number {
    return this.#count;
  }

  /** `traces.jsonl:12: the line is no JSON`, as compilers write it: editors and terminals lead there. */
  tell({ file, line, problem }: ProblemLine): void {
    this.#count++;
    if (this.#count > MAX_TOLD) return;
    const place = `${escapeText(file)}${line === 0 ? "" : `:${line}`}:`;
    const shown = this.#stderr.color ? styleText("yellow", place, { validateStream: false }) : place;
    void this.#stderr.write(`${shown} ${escapeText(problem)}\n`);
  }

  /** Says how many were not told. */
  end(): void {
    const others = this.#count - MAX_TOLD;
    if (others > 0) void this.#stderr.write(`and ${counted(others, "more line")} that cannot be read\n`);
  }
}
