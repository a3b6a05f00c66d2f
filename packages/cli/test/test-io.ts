/** The world outside of a command, in memory. */
import { Readable } from "node:stream";
import type { Input, Io, Output } from "../src/io.ts";

export interface TestIoOptions {
  /** Of the terminal that standard output and standard error are; unless given, they are none. */
  readonly columns?: number;
  readonly rows?: number;
  readonly color?: boolean;
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** What standard input brings. */
  readonly stdin?: string | Uint8Array;
  readonly monotonicMs?: () => number;
  readonly nowMs?: () => number;
  readonly signal?: AbortSignal;
}

/** What a command is given in a test, and what it has written so far. */
export interface TestIo extends Io {
  readonly out: () => string;
  readonly err: () => string;
}

export function testIo(options: TestIoOptions = {}): TestIo {
  const { columns, rows, color = false, env = {}, cwd = process.cwd(), stdin = "", signal } = options;
  const { monotonicMs = () => 0, nowMs = () => 0 } = options;
  const written = { out: "", err: "" };
  const output = (to: "out" | "err"): Output => ({
    write: async (text) => {
      written[to] += typeof text === "string" ? text : Buffer.from(text).toString("latin1");
    },
    isTTY: columns !== undefined,
    columns,
    rows,
    color,
  });
  return {
    stdout: output("out"),
    stderr: output("err"),
    env,
    cwd,
    monotonicMs,
    nowMs,
    openStdin: () => Readable.from([Buffer.from(stdin)]) as Input,
    takeSignals: () => signal ?? new AbortController().signal,
    out: () => written.out,
    err: () => written.err,
  };
}
