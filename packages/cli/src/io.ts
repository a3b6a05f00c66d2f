/** What a command has of the world outside. */
import type { Readable } from "node:stream";

/** Where a command writes. */
export interface Output {
  /**
   * Resolves when the text has been taken. Standard output rejects with an OutputClosedError when nobody reads it any more,
   * as below `| head`: let it through, and the program ends quietly. Standard error never rejects.
   */
  write(text: string | Uint8Array): Promise<void>;
  readonly isTTY: boolean;
  /** Of the terminal, at this moment; absent when it is none, or does not know. */
  readonly columns?: number | undefined;
  /** Of the terminal, at this moment; absent when it is none, or does not know. */
  readonly rows?: number | undefined;
  /** Whether to use colours. */
  readonly color: boolean;
}

/** Standard input: a terminal can also be read key by key. */
export interface Input extends Readable {
  readonly isTTY?: boolean;
  setRawMode?(isRaw: boolean): unknown;
}

/** What a command has of the world outside. Nothing else is reached for. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The folder the program was started in. Relative paths that users give are relative to it already. */
  readonly cwd: string;
  /** Milliseconds on a clock that never goes back. */
  readonly monotonicMs: () => number;
  /** Milliseconds since the epoch. */
  readonly nowMs: () => number;
  /** Standard input. It is not touched before somebody asks for it. */
  openStdin(): Input;
  /**
   * Aborts at the first SIGINT or SIGTERM; the second ends the process. Who does not ask for it leaves signals what they
   * are: they end the process at once.
   */
  takeSignals(): AbortSignal;
}

/** Nobody reads the output any more. */
export class OutputClosedError extends Error {
  override readonly name = "OutputClosedError";
}
