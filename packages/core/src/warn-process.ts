/** Tells whoever runs the program of a failing sink, where the program has nobody for that. */
import { isExiting } from "./exit-hook.ts";
import type { SinkFailure } from "./sink-health.ts";

/** A warning comes in the next turn, which a process that exits does not have. */
export function warnProcess({ message }: SinkFailure): void {
  if (isExiting()) process.stderr.write(`HeddleWarning: ${message}\n`);
  else process.emitWarning(`${message} (telemetry goes on; said once)`, { type: "HeddleWarning", code: "HEDDLE_SINK" });
}
