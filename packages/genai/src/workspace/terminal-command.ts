/** Records a command that somebody else ran. */
import { clockOf, currentSettings } from "../settings.ts";
import { task } from "../spans/steps.ts";
import { telemetryFor } from "../telemetry-for.ts";
import {
  type CommandFacts,
  commandAttributes,
  commandEndAttributes,
  commandFailure,
  programName,
} from "./command-attributes.ts";
import { type RecordPlace, spanPlace } from "./record-here.ts";

/** What was run, and what came of it. */
export interface TerminalCommandOptions extends CommandFacts, RecordPlace {
  readonly exitCode?: number;
  /** The signal that ended it. */
  readonly signal?: string;
  readonly stdout?: string;
  readonly stderr?: string;
  /** How long it took, until now. */
  readonly durationMs?: number;
  readonly timedOut?: boolean;
  /** Some of the output is missing. */
  readonly truncated?: boolean;
}

/**
 * Records a command that was run elsewhere: a span that ends now, `error` unless it ended well. By trace id, it is put into that trace.
 *
 * Throws a TypeError without a command, and a RangeError for an id or a duration that is none.
 */
export function terminalCommand(options: TerminalCommandOptions): void {
  const { command, exitCode = null, signal = null, stdout, stderr, durationMs = 0 } = options;
  if (typeof command !== "string" || command.trim() === "") {
    throw new TypeError(`terminalCommand: command ${JSON.stringify(command)} is none; give what was run`);
  }
  if (!(durationMs >= 0 && durationMs < Number.POSITIVE_INFINITY)) {
    throw new RangeError(`terminalCommand: durationMs ${String(durationMs)} is no duration; give milliseconds`);
  }
  const { timedOut = false, truncated = false, telemetry } = options;
  const { capture } = currentSettings();
  const clock = clockOf(telemetryFor(telemetry));
  const endTime = clock.wallMs(clock.monotonicMs());
  const end = { exitCode, signal, timedOut, truncated };
  const span = task.start(`run ${programName(options)}`, {
    ...spanPlace(options),
    ...(telemetry && { telemetry }),
    startTime: endTime - durationMs,
    attributes: { ...commandAttributes(options, capture.input), ...commandEndAttributes(end) },
  });
  if (stdout !== undefined || stderr !== undefined) span.output({ exitCode, stdout, stderr });
  const failure = commandFailure(end);
  if (failure !== undefined) span.fail(failure);
  span.end(endTime);
}
