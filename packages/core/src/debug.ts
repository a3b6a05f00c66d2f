/** Says on stderr what telemetry refuses, misses or does too late, for whoever asks. */
import { debuglog } from "node:util";

/** A writer of debug lines: on for `debug: true`, or for all with `NODE_DEBUG=heddle` in the environment. */
export function debugWriter(debug: boolean | undefined): (line: string) => void {
  if (!(debug ?? debuglog("heddle").enabled)) return silent;
  return (line) => process.stderr.write(`heddle: ${line}\n`);
}

function silent(): void {}
