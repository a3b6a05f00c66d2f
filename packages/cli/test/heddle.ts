/** Runs a command line in this process. */
import { runCommandLine } from "../src/run-command-line.ts";
import { type TestIoOptions, testIo } from "./test-io.ts";

/** What a command line came to. */
export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** `args`: what stands behind `heddle`. Times of day are those of UTC. */
export async function heddle(args: readonly string[], options: TestIoOptions = {}): Promise<Ran> {
  process.env.TZ = "UTC";
  const io = testIo(options);
  const code = await runCommandLine(args, io);
  return { code, out: io.out(), err: io.err() };
}
