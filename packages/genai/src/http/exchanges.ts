/** The requests that are under way at one of Node's clients, heard of through its diagnostics channels. */
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { HttpExchange } from "./http-exchange.ts";

/** What is done with a channel's messages. */
export type Listeners = Readonly<Record<string, (message: never) => void>>;

/** Requests that have a span already, by whichever `traceHttp`. */
const traced = new WeakSet<object>();

export class Exchanges {
  /** Weakly: one that never comes to an end must not be kept for it. */
  readonly #byRequest = new WeakMap<object, HttpExchange>();
  #count = 0;
  #whenDone: (() => void) | undefined;

  /** Of a request that has none, the one that `open` gives. */
  begin(request: object, open: () => HttpExchange | undefined): boolean {
    if (traced.has(request)) return false;
    const exchange = open();
    if (exchange === undefined) return false;
    traced.add(request);
    this.#byRequest.set(request, exchange);
    this.#count++;
    return true;
  }

  of(request: object): HttpExchange | undefined {
    return this.#byRequest.get(request);
  }

  /** The answer to `request` is there, or the `failure` in its place. */
  end(request: object, failure?: unknown): void {
    const exchange = this.#byRequest.get(request);
    if (exchange === undefined) return;
    this.#byRequest.delete(request);
    this.#count--;
    exchange.ended(failure);
    if (this.#count === 0) this.#whenDone?.();
  }

  /** Calls `done` when nothing is under way any more. */
  whenDone(done: () => void): void {
    this.#whenDone = done;
    if (this.#count === 0) done();
  }
}

/**
 * Listens until the function that comes back is called; from then on nothing begins, and what is under way is followed to its
 * end. What a listener throws would end the process: it goes to `tell`.
 */
export function listen(
  begin: Listeners,
  follow: Listeners,
  exchanges: Exchanges,
  tell: (error: unknown) => void,
): () => void {
  const stopBeginning = listenTo(begin, tell);
  const stopFollowing = listenTo(follow, tell);
  return () => {
    stopBeginning();
    exchanges.whenDone(stopFollowing);
  };
}

function listenTo(listeners: Listeners, tell: (error: unknown) => void): () => void {
  const guarded = Object.entries(listeners).map(([channel, listener]) => {
    const listen = (message: unknown) => {
      try {
        listener(message as never);
      } catch (error) {
        tell(error);
      }
    };
    return [channel, listen] as const;
  });
  for (const [channel, listen] of guarded) subscribe(channel, listen);
  return () => {
    for (const [channel, listen] of guarded) unsubscribe(channel, listen);
  };
}
