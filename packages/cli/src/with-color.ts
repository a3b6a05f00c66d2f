/** Lets those who type decide on colours. */
import type { Io, Output } from "./io.ts";

/** `io` with colours as `--color` or `--no-color` in `args` says, the last of them; else as it is. */
export function withColor(io: Io, args: readonly string[]): Io {
  const end = args.indexOf("--");
  const told = args.slice(0, end < 0 ? args.length : end).findLast((arg) => arg === "--color" || arg === "--no-color");
  if (told === undefined) return io;
  const color = told === "--color";
  return { ...io, stdout: recolored(io.stdout, color), stderr: recolored(io.stderr, color) };
}

/** How wide a terminal is changes: it is asked each time. */
function recolored(output: Output, color: boolean): Output {
  return Object.defineProperty(Object.create(output), "color", { value: color }) as Output;
}
