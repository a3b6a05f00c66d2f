/** Draws on a whole terminal, again and again, and gives it back as it was. */
import type { Output } from "./io.ts";

/** The other screen, without a cursor, and without breaking lines that are wider than we thought. */
const ENTER = "\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J";
const LEAVE = "\u001b[?7h\u001b[?25h\u001b[?1049l";
/** What stands between these appears at once, where the terminal knows them. */
const BEGIN = "\u001b[?2026h";
const END = "\u001b[?2026l";

/** So often, all lines are written: a terminal may lose some while its size changes, and others may write to it. */
const WHOLE_EVERY = 10;

/** Only lines that have changed are written, most of the time: nothing flickers. */
export class Screen {
  readonly #output: Output;
  #lines: readonly string[] = [];
  #size = "";
  #draws = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  async enter(): Promise<void> {
    await this.#output.write(ENTER);
  }

  /** The terminal is as it was before. */
  async leave(): Promise<void> {
    await this.#output.write(LEAVE);
  }

  /** `lines`: from the top, no more than there are rows, each no wider than the terminal. */
  async draw(lines: readonly string[]): Promise<void> {
    const { columns, rows } = this.#output;
    const size = `${columns}×${rows}`;
    const isResized = size !== this.#size;
    const before = isResized ? [] : this.#lines;
    const isWhole = ++this.#draws % WHOLE_EVERY === 0;
    this.#size = size;
    this.#lines = lines;
    const changed = Array.from({ length: Math.max(lines.length, before.length) }, (_, row) => {
      const line = lines[row] ?? "";
      return line === (before[row] ?? "") && !isWhole ? "" : `\u001b[${row + 1};1H${line}\u001b[K`;
    }).join("");
    if (changed !== "" || isResized) await this.#output.write(BEGIN + (isResized ? "\u001b[2J" : "") + changed + END);
  }
}
