/** An async generator that a span is open around: opened by the first step, ended by the last. */

/** What is asked of the span. */
export interface StreamSpan {
  run<T>(work: () => T): T;
  fail(error: unknown): void;
  end(): void;
}

/** Where a traced stream comes from, and who looks at what passes. */
export interface StreamSource<T, R, S extends StreamSpan> {
  /** Opens the span. */
  readonly start: () => S;
  /** Called once, in the span. */
  readonly open: (span: S) => AsyncIterable<T, R> | PromiseLike<AsyncIterable<T, R>>;
  readonly onItem?: (item: T, span: S) => void;
  /** The source came to its own end, and this is what it returned. */
  readonly onReturn?: (value: R, span: S) => void;
}

interface Begun<T, R, S> {
  readonly span: S;
  readonly iterator: AsyncIterator<T, R>;
}

/**
 * Like any async generator, nothing happens before the first `next()`. Every step of the source runs inside the span, and
 * the consumer outside of it. The span ends with the source, when the consumer gives up, or when the source fails.
 */
export class TracedStream<T, R, N, S extends StreamSpan> implements AsyncGenerator<T, R, N> {
  readonly #source: StreamSource<T, R, S>;
  #beginning: Promise<Begun<T, R, S>> | undefined;
  #begun: Begun<T, R, S> | undefined;
  /** Before it began, or because it could not. */
  #isGivenUp = false;
  #hasEnded = false;

  constructor(source: StreamSource<T, R, S>) {
    this.#source = source;
  }

  async next(...sent: [] | [N]): Promise<IteratorResult<T, R>> {
    return this.#isGivenUp ? done<R>() : this.#step((iterator) => iterator.next(...(sent as [])));
  }

  async return(value?: R | PromiseLike<R>): Promise<IteratorResult<T, R>> {
    this.#isGivenUp ||= this.#beginning === undefined;
    if (this.#isGivenUp) return done<R>(await value);
    try {
      return await this.#step(async (iterator) => (await iterator.return?.(value as R)) ?? done<R>(await value));
    } finally {
      // Whoever leaves a loop does not come back for what the source may still yield while it cleans up.
      this.#end();
    }
  }

  async throw(error: unknown): Promise<IteratorResult<T, R>> {
    this.#isGivenUp ||= this.#beginning === undefined;
    if (this.#isGivenUp) throw error;
    return this.#step((iterator) => {
      if (iterator.throw === undefined) throw error;
      return iterator.throw(error);
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  async #step(call: (iterator: AsyncIterator<T, R>) => Promise<IteratorResult<T, R>>): Promise<IteratorResult<T, R>> {
    this.#beginning ??= this.#begin();
    const { span, iterator } = this.#begun ?? (await this.#beginning);
    try {
      const result = await (this.#hasEnded ? call(iterator) : span.run(() => call(iterator)));
      if (result.done === true) this.#end(() => this.#source.onReturn?.(result.value, span));
      else if (!this.#hasEnded) this.#source.onItem?.(result.value, span);
      return result;
    } catch (error) {
      this.#end(() => span.fail(error));
      throw error;
    }
  }

  /** A source that cannot be opened fails the span, and the stream is over. */
  async #begin(): Promise<Begun<T, R, S>> {
    const span = this.#source.start();
    try {
      const opened = await span.run(() => this.#source.open(span));
      this.#begun = { span, iterator: span.run(() => opened[Symbol.asyncIterator]()) };
      return this.#begun;
    } catch (error) {
      this.#isGivenUp = true;
      span.fail(error);
      span.end();
      throw error;
    }
  }

  #end(last: () => void = () => {}): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    last();
    this.#begun?.span.end();
  }
}

function done<R>(value?: unknown): IteratorReturnResult<R> {
  return { done: true, value: value as R };
}
