/** Shows spans and metrics as lines of text, while the program runs. */
import { consoleLine } from "./console-line.ts";
import type { Row } from "./console-node.ts";
import { ConsoleOutput, type Line } from "./console-output.ts";
import type { Amount } from "./console-parts.ts";
import type { ConsoleStream } from "./console-stream.ts";
import { escapeText } from "./console-text.ts";
import { ConsoleTree } from "./console-tree.ts";
import { holdUntilExit, letGo, type Waiting } from "./exit-hook.ts";
import { failureMessage } from "./failure.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";
import type { Sink, SinkCounts } from "./sink.ts";

export interface ConsoleSinkOptions {
  /**
   * `live`, the default: a span is shown when it has run for 100 ms and again when it ends; one that ends before gets one
   * line. `tree`: the spans of a trace are shown together, a line a span, when the outermost of them ends.
   */
  readonly mode?: "live" | "tree";
  /** Whether metrics are shown, below the span that they were emitted in; true unless told. */
  readonly showMetrics?: boolean;
  /** `process.stderr`, as it is when a line is written, unless given. */
  readonly stream?: ConsoleStream;
  /** Whether to use colours. Unless told, what FORCE_COLOR, NO_COLOR and the stream say, as for `util.styleText`. */
  readonly color?: boolean;
  /** Values are cut to about this many characters, error messages to four times as many; 80 unless given. */
  readonly maxValueLength?: number;
  /**
   * `brief`, the default: of what the GenAI conventions say of a span, its type, model, tokens, cost, input and output, in few
   * words. `all`: every attribute under its own name.
   */
  readonly attributes?: "brief" | "all";
}

/** In `live`, how long a span may wait for its end before it is shown as running. */
const LIVE_MS = 100;
/** In `tree`, how long records that come without start records wait for a parent that may never come. */
const ORPHAN_MS = 5000;

export class ConsoleSink implements Sink, Waiting {
  readonly name = "console";
  readonly #output: ConsoleOutput;
  readonly #tree: ConsoleTree;
  readonly #showMetrics: boolean;
  readonly #amount: Amount;
  #hiddenMetrics = 0;

  /** `now`: milliseconds on a clock that never goes back. */
  constructor(options: ConsoleSinkOptions = {}, now: () => number = () => performance.now()) {
    const { mode = "live", showMetrics = true, stream, color, maxValueLength = 80, attributes = "brief" } = options;
    this.#output = new ConsoleOutput(stream, color);
    this.#tree = new ConsoleTree({
      openMs: mode === "live" ? LIVE_MS : Number.POSITIVE_INFINITY,
      orphanMs: mode === "live" ? LIVE_MS : ORPHAN_MS,
      now,
      print: (rows) => this.#output.write(rows.map((row) => this.#toLine(row))),
    });
    this.#showMetrics = showMetrics;
    this.#amount = { maxLength: maxValueLength, isWhole: attributes === "all" };
  }

  reportTo(report: (error: unknown) => void): void {
    this.#output.report = report;
  }

  spanStarted(start: SpanStart): void {
    this.#tree.open(start);
    this.#watchExit();
  }

  write(record: SpanRecord | MetricRecord): void {
    if (record.kind === "span") this.#tree.end(record);
    else if (this.#showMetrics) this.#tree.measure(record);
    else this.#hiddenMetrics++;
    this.#watchExit();
  }

  /** Shows what is held back, spans that are open as running, and resolves when the stream has brought it out. */
  flush(): Promise<void> {
    this.drainNow();
    return this.#output.flush();
  }

  health(): SinkCounts {
    const { dropped, failed, pending } = this.#output.health();
    return {
      dropped: dropped.records + this.#hiddenMetrics,
      failed: failed.records,
      pending: pending.records + this.#tree.heldRecords,
      starts: { dropped: dropped.starts, failed: failed.starts, pending: pending.starts + this.#tree.heldStarts },
    };
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.flush();
  }

  /** Shows what is held back, without waiting for the stream. */
  drainNow(): void {
    this.#tree.showAll();
    this.#watchExit();
  }

  /** A record that no recorder made may be broken; lines are also made in a timer, where nobody would catch that. */
  #toLine(row: Row): Line {
    const load = { records: row.record.kind === "span_start" ? 0 : 1, starts: row.starts };
    try {
      return { text: consoleLine(row, { ...this.#output.style, ...this.#amount }), ...load };
    } catch (error) {
      return { text: `✗ a record that cannot be shown: ${escapeText(failureMessage(error))}`, ...load };
    }
  }

  #watchExit(): void {
    if (this.#tree.heldRecords + this.#tree.heldStarts > 0) holdUntilExit(this);
    else letGo(this);
  }
}
