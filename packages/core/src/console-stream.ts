/** Writes to a stream that may be slow, closed or broken, and knows what became of each text. */
import type { Writable } from "node:stream";
import { addCounts } from "./line-counts.ts";

/** Where the console writes: `process.stderr`, any Writable, any object with `write`. */
export interface ConsoleStream {
  write(text: string): unknown;
  /** Whether it is a terminal. */
  readonly isTTY?: boolean | undefined;
  /** How wide the terminal is. */
  readonly columns?: number | undefined;
}

/** How many records a text shows. */
export interface Load {
  readonly records: number;
  readonly starts: number;
}

/** Who is told of what does not arrive. */
export interface StreamObserver {
  /** Left out: the stream is too slow. */
  dropped(load: Load): void;
  failed(load: Load): void;
  /** Why. Never throws. */
  report(error: unknown): void;
}

/** A stream in which this many bytes wait is given no more until it has caught up. Pipes are such streams in Node. */
const MAX_WAITING = 64 * 1024 * 1024;
/** After one of these nothing comes through any more. */
const FINAL_ERRORS: ReadonlySet<unknown> = new Set([
  "EPIPE",
  "EBADF",
  "ERR_STREAM_DESTROYED",
  "ERR_STREAM_WRITE_AFTER_END",
]);

interface Waiting extends Load {
  readonly wakers: (() => void)[];
}

/** Never throws. */
export class StreamWriter {
  readonly stream: ConsoleStream;
  readonly #observer: StreamObserver;
  readonly #writable: Writable | undefined;
  /** What a Writable holds, by the number of the write. Those that it brought out at once are never here. */
  readonly #waiting = new Map<number, Waiting>();
  #writes = 0;
  #answers = 0;
  #isBroken = false;
  #leftOut = 0;

  constructor(stream: ConsoleStream, observer: StreamObserver) {
    this.stream = stream;
    this.#observer = observer;
    const { writableLength, listenerCount } = stream as Partial<Writable>;
    const answers = typeof writableLength === "number" && typeof listenerCount === "function";
    this.#writable = answers ? (stream as Writable) : undefined;
  }

  /** What the stream has taken and not brought out yet. */
  get pending(): Load {
    const sum = { records: 0, starts: 0 };
    for (const load of this.#waiting.values()) addCounts(sum, load);
    return sum;
  }

  write(text: string, load: Load): void {
    if (this.#isBroken) this.#observer.failed(load);
    else if (this.#writable !== undefined && this.#writable.writableLength > MAX_WAITING) {
      this.#leftOut += load.records;
      this.#observer.dropped(load);
    } else {
      const gap = this.#leftOut > 0 ? `… ${this.#leftOut} records left out: the stream is too slow\n` : "";
      this.#leftOut = 0;
      this.#hand(gap + text, load);
    }
  }

  /** Resolves when the stream has answered all that it was given. */
  flush(): Promise<void> {
    const last = [...this.#waiting.values()].at(-1);
    return last === undefined ? Promise.resolve() : new Promise((resolve) => last.wakers.push(resolve));
  }

  #hand(text: string, load: Load): void {
    const writable = this.#writable;
    try {
      if (writable === undefined) this.stream.write(text);
      else if (!writable.writable) this.#fail(load, writable.errored ?? closed());
      else {
        this.#writes++;
        writable.write(text, this.#answered);
        if (writable.errored) this.#fail(load, writable.errored);
        else if (writable.writableLength > 0) this.#waiting.set(this.#writes, { ...load, wakers: [] });
      }
    } catch (error) {
      this.#fail(load, error);
    }
  }

  /** Writes are answered in their order. One function for all: Node then keeps a count instead of a list. */
  readonly #answered = (error?: Error | null): void => {
    const write = ++this.#answers;
    const load = this.#waiting.get(write);
    this.#waiting.delete(write);
    if (error) {
      ignoreErrorEvents(this.#writable as Writable);
      if (load !== undefined) this.#fail(load, error);
    }
    for (const wake of load?.wakers ?? []) wake();
  };

  #fail(load: Load, error: unknown): void {
    this.#isBroken ||= isFinal(error);
    this.#observer.failed(load);
    this.#observer.report(error);
  }
}

function closed(): Error {
  return Object.assign(new Error("the stream is closed"), { code: "ERR_STREAM_DESTROYED" });
}

function isFinal(error: unknown): boolean {
  return FINAL_ERRORS.has((error as { code?: unknown } | null | undefined)?.code);
}

/**
 * The stream is about to emit `error` for a write of ours, and with nobody listening that would end the process. The
 * listener stays: of two failing writes to stderr Node's own warnings do not survive the second (seen in Node 20 and 24).
 */
function ignoreErrorEvents(stream: Writable): void {
  if (!stream.destroyed && stream.listenerCount("error") === 0) stream.on("error", () => {});
}
