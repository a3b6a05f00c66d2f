/** Ends a span when the result of its work is there, without changing what the caller gets or when its work starts. */
import { types } from "node:util";
import { contextStorage } from "./context.ts";

/** What is told of the end. */
export interface Settling {
  /** Called once or more, with the error of work that has failed, or else with what it gave. */
  settled(failed: boolean, outcome: unknown): void;
  /** Runs what the result's own `then` starts. */
  run<T>(work: () => T): T;
}

/**
 * A plain promise comes back as a promise with the same settlement, and what a library hung on it. A subclass of Promise
 * comes back as itself, watched when the caller waits for it: client libraries start work in its `then`. Anything else, a
 * lazy thenable too, is there. Either way the span has ended before the caller goes on.
 */
export function settle<T>(result: T, span: Settling): T {
  if (!isPromise(result)) {
    span.settled(false, result);
    return result;
  }
  return isPlainPromise(result) ? (follow(result, span) as T) : (watch(result, span) as T);
}

/** Whether `value` is a promise, of any realm or subclass. */
export function isPromise(value: unknown): value is Promise<unknown> {
  return types.isPromise(value);
}

/** Not a subclass. Also one of another realm: its prototype is the last before that realm's `Object.prototype`. */
export function isPlainPromise(promise: Promise<unknown>): boolean {
  if (Object.hasOwn(promise, "then") || typeof promise.then !== "function") return false;
  const prototype = Object.getPrototypeOf(promise);
  return prototype === Promise.prototype || Object.getPrototypeOf(Object.getPrototypeOf(prototype)) === null;
}

function follow(promise: Promise<unknown>, span: Settling): Promise<unknown> {
  const followed = promise.then(
    (value) => {
      span.settled(false, value);
      return value;
    },
    (error) => {
      span.settled(true, error);
      throw error;
    },
  );
  for (const key of Object.keys(promise)) {
    Reflect.defineProperty(followed, key, Object.getOwnPropertyDescriptor(promise, key) as PropertyDescriptor);
  }
  return followed;
}

type Handler = ((value: never) => unknown) | null | undefined;

/**
 * Shadows `then`, `catch` and `finally` on this one object. What its own `then` starts runs in the span; what the
 * caller hands in runs where the caller is. The span of a frozen one ends at once.
 */
function watch(promise: Promise<unknown>, span: Settling): Promise<unknown> {
  const ownThen = promise.then;
  if (!Object.isExtensible(promise) || typeof ownThen !== "function") {
    span.settled(false, undefined);
    return promise;
  }
  let isWaitedFor = false;
  const then = (fulfilled?: Handler, rejected?: Handler) => {
    isWaitedFor = true;
    const outside = contextStorage.getStore();
    const onFulfilled = (value: unknown) => {
      span.settled(false, value);
      return typeof fulfilled === "function" ? contextStorage.run(outside, fulfilled, value as never) : value;
    };
    const onRejected = (error: unknown) => {
      span.settled(true, error);
      if (typeof rejected === "function") return contextStorage.run(outside, rejected, error as never);
      throw error;
    };
    return span.run(() => Reflect.apply(ownThen, promise, [onFulfilled, onRejected])) as Promise<unknown>;
  };
  shadow(promise, "then", then);
  shadow(promise, "catch", (rejected?: Handler) => then(undefined, rejected));
  shadow(promise, "finally", (done?: () => unknown) => then(passing(done), throwing(done)));
  shadowOwn(promise, "withResponse", (call) => {
    // It may ask itself for the response alone, which is not the end then.
    isWaitedFor = true;
    const both = span.run(call);
    if (isPromise(both)) void then(undefined, () => {});
    return both;
  });
  shadowOwn(promise, "asResponse", (call) => {
    const response = span.run(call);
    return isWaitedFor || !isPromise(response) ? response : followAside(response, span);
  });
  return promise;
}

/**
 * The clients of OpenAI, Anthropic and others give the answer with its HTTP response, or that alone, by methods that go around
 * `then`.
 */
function shadowOwn(promise: object, method: string, around: (call: () => unknown) => unknown): void {
  const own = (promise as Record<string, unknown>)[method];
  if (typeof own !== "function") return;
  shadow(promise, method, (...args: unknown[]) => around(() => Reflect.apply(own, promise, args)));
}

/** A raw response is not the outcome: its body is the caller's to read. */
function followAside(response: Promise<unknown>, span: Settling): Promise<unknown> {
  return response.then(
    (value) => {
      span.settled(false, undefined);
      return value;
    },
    (error) => {
      span.settled(true, error);
      throw error;
    },
  );
}

function shadow(promise: object, method: string, value: unknown): void {
  Object.defineProperty(promise, method, { value, enumerable: false, configurable: true, writable: true });
}

const passing = (done?: () => unknown) => async (value: unknown) => {
  await done?.();
  return value;
};

const throwing = (done?: () => unknown) => async (error: unknown) => {
  await done?.();
  throw error;
};
