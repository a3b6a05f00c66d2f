/** Gives a command the process that it runs in. */
import type { WriteStream } from "node:tty";
import { styleText } from "node:util";
import { type Input, type Io, type Output, OutputClosedError } from "./io.ts";

/** The streams, the environment and the signals of `host`. */
export function processIo(host: NodeJS.Process): Io {
  let interruption: AbortController | undefined;
  return {
    stdout: outputOf(host.stdout, (error, { resolve, reject }) => {
      if (!error) resolve();
      else reject(isClosed(error) ? new OutputClosedError("nobody reads the output", { cause: error }) : error);
    }),
    // There is nobody left to tell.
    stderr: outputOf(host.stderr, (_, { resolve }) => resolve()),
    env: host.env,
    cwd: host.cwd(),
    monotonicMs: () => performance.now(),
    nowMs: () => Date.now(),
    openStdin: () => host.stdin as Input,
    takeSignals: () => {
      interruption ??= abortOnSignals(host);
      return interruption.signal;
    },
  };
}

type Answer = (
  error: Error | null | undefined,
  promise: Pick<PromiseWithResolvers<void>, "resolve" | "reject">,
) => void;

function outputOf(stream: WriteStream, answer: Answer): Output {
  // Each write is answered; without a listener the event would end the process with a stack.
  stream.on("error", () => {});
  return {
    write: (text) =>
      new Promise((resolve, reject) => stream.write(text, (error) => answer(error, { resolve, reject }))),
    isTTY: stream.isTTY === true,
    // A terminal that does not know its size says 0.
    get columns() {
      return stream.columns || undefined;
    },
    get rows() {
      return stream.rows || undefined;
    },
    // It knows of FORCE_COLOR, NO_COLOR and the terminal.
    color: styleText("bold", "x", { stream }) !== "x",
  };
}

function isClosed({ code }: NodeJS.ErrnoException): boolean {
  return code === "EPIPE" || code === "ERR_STREAM_DESTROYED";
}

function abortOnSignals(host: NodeJS.Process): AbortController {
  const controller = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    host.once(name, () => controller.abort(new DOMException(`received ${name}`, "AbortError")));
  }
  return controller;
}
