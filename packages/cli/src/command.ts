/** What a command is: a description, from which help, parsing and shell completion are made, and what it does. */
import type { Io } from "./io.ts";

/** What a command is given by its place. */
export interface ArgumentSpec {
  /** As the help shows it: `FILE`. */
  readonly name: string;
  readonly description: string;
  readonly isOptional?: true;
  /** One or more; only of the last argument. */
  readonly isMany?: true;
  /** What it can be; unless given, the shell completes paths. */
  readonly choices?: readonly string[];
}

/** What a command is given by name. Its name is that of its key: `maxRows` is `--max-rows`. */
export interface OptionSpec {
  readonly description: string;
  /** How the help calls the value, such as `ID`. An option without one is a flag: `true` where it is given. */
  readonly value?: string;
  /** `-o`: the letter. */
  readonly short?: string;
  /** It can be given more than once: its value is a list. */
  readonly isMany?: true;
  /** It must be given. */
  readonly isRequired?: true;
  /** The shell completes paths. */
  readonly isPath?: true;
  readonly choices?: readonly string[];
  /** Where it is not given. */
  readonly fallback?: string | number;
  /** Makes of the text what the command takes. Throws an Error that says what to give instead: `give a number`. */
  readonly parse?: (text: string) => unknown;
}

/** What was typed. An option that was not given is absent, unless it has a fallback. */
export interface Parsed<Options> {
  /** All arguments, in their order. */
  readonly arguments: readonly string[];
  readonly options: Options;
}

/** What is typed, and what it does. */
interface Example {
  readonly command: string;
  readonly does: string;
}

/** A command: `Options` says what `run` is given, `options` how it is typed. */
export interface Command<Options extends object = object> {
  /** What the help says beside the summary, a sentence a line. */
  readonly details?: string;
  readonly arguments: readonly ArgumentSpec[];
  readonly options: { readonly [Name in keyof Options]-?: OptionSpec };
  readonly examples: readonly Example[];
  /** When the exit code is 1: `a run breaks a rule`. Absent where it never is. */
  readonly found?: string;
  /**
   * Resolves with the exit code: see `exitCodes`. What users did wrong is a UsageError; what cannot be read is the reader's
   * SourceError, or the error that Node gave. These are told in a sentence; anything else is a defect of ours.
   */
  run(parsed: Parsed<Options>, io: Io): Promise<number>;
}

/** A command in the list of them all; its own file is only loaded when it is needed. */
export interface CommandEntry {
  readonly name: string;
  /** One sentence, without its full stop. */
  readonly summary: string;
  readonly load: () => Promise<Command>;
}
