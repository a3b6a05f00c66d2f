/** Shows what an agent does as indented lines on the terminal, while it does it. */
import { checkWord } from "./check-option.ts";
import { ConsoleSink, type ConsoleSinkOptions } from "./console-sink.ts";
import { Recorder, type RecorderOptions } from "./recorder.ts";

/** How the console shows what happens, and how it is recorded. */
export interface ConsoleOptions extends ConsoleSinkOptions, RecorderOptions {}

/**
 * Prints spans and metrics to stderr, indented below the span they belong to:
 *
 * ```
 * • loom.run (4.2ms) session_id=run_xyz, user_id=alice
 *   • loom.turn (2.1ms) turn=0
 *     • loom.model.stream (1.8ms) model=ScriptedModel
 * ```
 *
 * An attribute that stands on the line of the parent, with the same value, is not said again.
 *
 * Throws a TypeError or RangeError for an option that is none.
 */
export class ConsoleTelemetry extends Recorder {
  constructor(options: ConsoleOptions = {}) {
    const { mode = "live", stream, maxValueLength = 80, attributes = "brief" } = options;
    checkWord("ConsoleTelemetry: mode", mode, "live", "tree");
    checkWord("ConsoleTelemetry: attributes", attributes, "brief", "all");
    if (stream !== undefined && typeof stream?.write !== "function") {
      throw new TypeError(
        "ConsoleTelemetry: stream has no write(); give process.stderr, or an object with write(text)",
      );
    }
    if (!(maxValueLength >= 1)) {
      throw new RangeError(`ConsoleTelemetry: maxValueLength is ${String(maxValueLength)}; give a number above 0`);
    }
    const { clock } = options;
    super(
      clock === undefined ? new ConsoleSink(options) : new ConsoleSink(options, () => clock.monotonicMs()),
      options,
    );
  }
}
