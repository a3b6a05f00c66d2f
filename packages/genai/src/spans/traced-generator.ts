/** A generator that a span is open around, step by step. */
import { captureContext, TracedStream } from "@heddle/core/bridge";
import type { TypedSpan } from "./typed-span.ts";

/** Whether calling `fn` only makes a generator, and its body runs later. */
export function isGeneratorFunction(fn: unknown): boolean {
  return /^\[object (Async)?GeneratorFunction\]$/.test(Object.prototype.toString.call(fn));
}

/** Whether `value` is what a generator function gives. */
export function isGenerator(value: unknown): value is Generator<unknown> | AsyncGenerator<unknown> {
  return typeof value === "object" && value !== null && /^\[object (Async)?Generator\]$/.test(tagOf(value));
}

/**
 * `generator`, with its steps in the span that `start` opens, where the program is now, when the first one is asked for. What is sent,
 * yielded, returned and thrown passes as it is.
 */
export function tracedGenerator(
  generator: Generator<unknown> | AsyncGenerator<unknown>,
  start: () => TypedSpan,
): Generator<unknown> | AsyncGenerator<unknown> {
  const inContext = captureContext();
  const startHere = () => inContext(start);
  if (Symbol.iterator in generator) return new TracedGenerator(generator as Generator<unknown>, startHere);
  return new TracedStream({
    start: startHere,
    open: () => generator as AsyncGenerator<unknown>,
    onItem: (item, span: TypedSpan) => span.chunk(item),
    onReturn,
  });
}

/** What a generator returns counts for more than what it has yielded. */
function onReturn(value: unknown, span: TypedSpan): void {
  if (value !== undefined) span.output(value);
}

class TracedGenerator extends Iterator<unknown, unknown, unknown> implements Generator<unknown> {
  readonly #generator: Generator<unknown>;
  readonly #start: () => TypedSpan;
  #span: TypedSpan | undefined;
  #hasEnded = false;

  constructor(generator: Generator<unknown>, start: () => TypedSpan) {
    super();
    this.#generator = generator;
    this.#start = start;
  }

  override next(...sent: [] | [unknown]): IteratorResult<unknown> {
    this.#span ??= this.#hasEnded ? undefined : this.#start();
    return this.#step(() => this.#generator.next(...sent));
  }

  override return(value?: unknown): IteratorResult<unknown> {
    this.#hasEnded ||= this.#span === undefined;
    try {
      return this.#step(() => this.#generator.return(value));
    } finally {
      // Whoever leaves a loop does not come back for what the generator may still yield while it cleans up.
      this.#end();
    }
  }

  override throw(error: unknown): IteratorResult<unknown> {
    this.#hasEnded ||= this.#span === undefined;
    return this.#step(() => this.#generator.throw(error));
  }

  override [Symbol.iterator](): this {
    return this;
  }

  override [Symbol.dispose](): void {
    this.return();
  }

  #step(step: () => IteratorResult<unknown>): IteratorResult<unknown> {
    const span = this.#hasEnded ? undefined : this.#span;
    if (span === undefined) return step();
    try {
      const result = span.run(step);
      if (result.done === true) this.#end(() => onReturn(result.value, span));
      else span.chunk(result.value);
      return result;
    } catch (error) {
      this.#end(() => span.fail(error));
      throw error;
    }
  }

  #end(last: () => void = () => {}): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    last();
    this.#span?.end();
  }
}

function tagOf(value: object): string {
  try {
    return Object.prototype.toString.call(value);
  } catch {
    // A proxy that was revoked.
    return "";
  }
}
