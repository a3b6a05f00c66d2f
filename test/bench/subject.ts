/** What a library offers in order to be measured: a subject module exports `makeSubject(options)`. */

/** Runs `work` as a span. */
export type Trace = (
  name: string,
  attributes: Record<string, unknown>,
  work: () => Promise<unknown>,
) => Promise<unknown>;

/** One nested run of five spans, number `i`. */
export type NestedRun = (i: number) => Promise<unknown>;

export interface Subject {
  readonly trace: Trace;
  /** The run as that library's users write it, where going through `trace` would cost it something. */
  readonly nestedRun?: NestedRun;
  /** A span around synchronous work, for loops that never yield. */
  traceSync?(name: string, attributes: Record<string, unknown>, work: () => unknown): unknown;
  count?(name: string, value: number, attributes: Record<string, string>): void;
  /** Resolves when everything has arrived where it goes; a part of the measured time. */
  flush(): Promise<void>;
  /** How many spans, or metric calls, have arrived since `clear`; absent where nothing is recorded. Not measured. */
  arrived?(): number | Promise<number>;
  /** Forgets what has arrived. Not measured. */
  clear(): void | Promise<void>;
  dispose(): void | Promise<void>;
}

type MakeSubject = (options: Readonly<Record<string, unknown>>) => Subject | Promise<Subject>;

/** Loads the module of a subject. */
export async function loadSubject(url: string, options: Readonly<Record<string, unknown>>): Promise<Subject> {
  const { makeSubject } = (await import(url)) as { makeSubject: MakeSubject };
  return makeSubject(options);
}

/** A library with its defaults, to be compared with others; a module called `placed` makes one. */
export interface PlacedSubject {
  readonly trace: Trace;
  /** Opens a span that nobody ends. */
  open(name: string, attributes: Record<string, unknown>): unknown;
  /** An asynchronous generator, wrapped as the documentation says; absent where functions are not wrapped. */
  wrapGenerator?(name: string, generator: () => AsyncGenerator<string>): (() => unknown) | Promise<() => unknown>;
  flush(): Promise<void>;
  /** All spans that are kept, as their reader gets them; only where they are kept in memory. */
  read?(): readonly unknown[];
  dispose(): unknown;
}

/** Loads a library that sends to `options.url`, or writes into `options.folder`. */
export async function loadPlacedSubject(
  url: string,
  options: Readonly<Record<string, unknown>>,
): Promise<PlacedSubject> {
  return (await import(url)).makeSubject(options);
}
