/** A span around a stream: open from the first item that is asked for until the last, the break or the failure. */
import type { Attributes } from "./record.ts";
import { type ManualSpan, startSpan } from "./start-span.ts";
import type { Span, Telemetry } from "./telemetry.ts";

/**
 * Like an async generator, nothing happens before the first `next()`: then the span opens and `open` is called in it.
 *
 * Every step of the stream runs inside the span, and the consumer outside of it. The span ends with the stream, also
 * when the consumer breaks out of its loop, throws into it, or the stream fails.
 */
export function traceStream<T>(
  telemetry: Telemetry,
  name: string,
  attributes: Attributes,
  open: (span: Span) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  return new TracedStream(() => startSpan(telemetry, name, attributes), open);
}

class TracedStream<T> implements AsyncGenerator<T, void, undefined> {
  readonly #start: () => ManualSpan;
  readonly #open: (span: Span) => AsyncIterable<T>;
  #source: { readonly span: ManualSpan; readonly iterator: AsyncIterator<T> } | undefined;
  #over = false;

  constructor(start: () => ManualSpan, open: (span: Span) => AsyncIterable<T>) {
    this.#start = start;
    this.#open = open;
  }

  async next(): Promise<IteratorResult<T, void>> {
    return this.#over ? ended : this.#step((iterator) => iterator.next());
  }

  async return(): Promise<IteratorResult<T, void>> {
    if (!this.#over && this.#source !== undefined)
      await this.#step(async (iterator) => (await iterator.return?.()) ?? ended);
    this.#finish();
    return ended;
  }

  async throw(error: unknown): Promise<IteratorResult<T, void>> {
    if (!this.#over && this.#source !== undefined) {
      return this.#step((iterator) => {
        if (iterator.throw === undefined) throw error;
        return iterator.throw(error);
      });
    }
    this.#finish();
    throw error;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return();
  }

  async #step(call: (iterator: AsyncIterator<T>) => Promise<IteratorResult<T>>): Promise<IteratorResult<T, void>> {
    const { span, iterator } = this.#source ?? this.#begin();
    try {
      const result = await span.run(() => call(iterator));
      if (result.done === true) this.#finish();
      return result;
    } catch (error) {
      span.fail(error);
      this.#finish();
      throw error;
    }
  }

  #begin(): { readonly span: ManualSpan; readonly iterator: AsyncIterator<T> } {
    const span = this.#start();
    try {
      const iterator = span.run(() => this.#open(span)[Symbol.asyncIterator]());
      this.#source = { span, iterator };
      return this.#source;
    } catch (error) {
      this.#over = true;
      span.fail(error);
      span.end();
      throw error;
    }
  }

  #finish(): void {
    if (this.#over) return;
    this.#over = true;
    this.#source?.span.end();
  }
}

const ended: IteratorReturnResult<undefined> = { done: true, value: undefined };
