/** What a telemetry does with the promises of the work. */
import type { Span } from "@heddle/core";
import { defineTelemetryRule } from "./define-telemetry-rule.ts";
import { expectEqual, expectNoThrow, expectSame, expectTrue } from "./expect.ts";
import { readSpan } from "./read-records.ts";
import type { Rule } from "./rule.ts";
import { strayErrors } from "./stray-errors.ts";
import type { MakeTelemetry } from "./telemetry-subject.ts";
import { within } from "./within.ts";

export const telemetryPromiseRules: readonly Rule<MakeTelemetry>[] = [
  defineTelemetryRule({
    name: "a promise resolves to what the work's does, the same object",
    why: "A copy, a wrapper or a default in its place changes the program.",
    async check({ telemetry, patienceMs }) {
      for (const result of [undefined, null, 0, {}, []]) {
        const done = telemetry.trace("done", {}, () => Promise.resolve(result));
        expectSame("what the promise resolved to", await within(patienceMs, "the promise of trace()", done), result);
        const later = telemetry.trace("later", {}, () => new Promise((resolve) => setTimeout(resolve, 0, result)));
        expectSame("what the promise resolved to", await within(patienceMs, "the promise of trace()", later), result);
      }
    },
  }),
  defineTelemetryRule({
    name: "a promise rejects with what the work's does, the same object",
    why: "Programs tell errors apart by identity and class, and retry or give up by it.",
    async check({ telemetry, patienceMs }) {
      for (const error of [new TypeError("boom"), Object.freeze(new Error("frozen")), "text", undefined]) {
        const promise = telemetry.trace("rejects", {}, () => Promise.reject(error));
        const [outcome] = await within(patienceMs, "the promise of trace()", Promise.allSettled([promise]));
        expectEqual("the outcome of the promise", outcome.status, "rejected");
        expectSame("what the promise rejected with", (outcome as PromiseRejectedResult).reason, error);
      }
    },
  }),
  defineTelemetryRule({
    name: "a rejection that nobody handles is reported by Node",
    why: "A program that ends at an unhandled rejection has to end at this one, too.",
    async check({ telemetry }) {
      const error = new Error("nobody handles this");
      const strays = await strayErrors(
        (stray) => stray === error,
        () => {
          void telemetry.trace("unhandled", {}, () => Promise.reject(error));
        },
      );
      expectTrue(strays.length > 0, "process emits unhandledRejection, and nothing came");
    },
  }),
  defineTelemetryRule({
    name: "a rejection that is handled is not reported",
    why: "A promise that telemetry keeps for itself must not end the program.",
    async check({ telemetry }) {
      const error = new Error("this one is handled");
      const strays = await strayErrors(
        (stray) => stray === error,
        () => telemetry.trace("handled", {}, () => Promise.reject(error)).catch(() => {}),
      );
      expectEqual("the list of unhandled rejections", strays, []);
    },
  }),
  defineTelemetryRule({
    name: "a subclass of Promise comes back as itself, also a frozen one",
    why: "Client libraries give promises with methods of their own.",
    async check({ telemetry, patienceMs }) {
      for (const promise of [Request.resolve("body"), Object.freeze(Request.resolve("body"))]) {
        const returned = expectNoThrow("trace()", () => telemetry.trace("subclass", {}, () => promise));
        expectTrue(returned === promise, "the very promise of the work comes back");
        expectSame("what it resolves to", await within(patienceMs, "the promise of trace()", returned), "body");
      }
    },
  }),
  defineTelemetryRule({
    name: "the then of a subclass is left to the caller",
    why: "There are promises that send their request in then.",
    async check({ telemetry, patienceMs }) {
      const request = new LazyRequest();
      const returned = telemetry.trace("lazy", {}, () => request);
      await new Promise((resolve) => setTimeout(resolve));
      expectEqual("the number of requests before anybody waits", request.sent, 0);
      expectSame("what it resolves to", await within(patienceMs, "the promise of trace()", returned), "body");
      expectEqual("the number of requests when the caller has waited", request.sent, 1);
    },
  }),
  defineTelemetryRule({
    name: "a promise with properties of its own comes back with them",
    why: "Libraries hang an abort() or a status on the promise they give.",
    check({ telemetry }) {
      const abort = () => {};
      const returned = telemetry.trace("with abort", {}, () => Object.assign(Promise.resolve(), { abort }));
      expectSame("abort of the promise", returned.abort, abort);
    },
  }),
  defineTelemetryRule({
    name: "the span has ended before the caller goes on",
    why: "Whoever has waited for the work finds it recorded, and changes nothing any more.",
    needs: ["spans"],
    async check(subject) {
      const { telemetry } = subject;
      telemetry.trace("sync", {}, (span) => span).set({ late: true });
      (await telemetry.trace("async", {}, async (span) => span)).set({ late: true });
      (await telemetry.trace("subclass", {}, (span) => Request.resolve(span))).set({ late: true });
      const failed = (span: Span) => Promise.reject(new Failure(span));
      await telemetry.trace("rejected", {}, failed).catch(({ span }: Failure) => span.set({ late: true }));
      for (const name of ["sync", "async", "subclass", "rejected"]) {
        const { attributes } = await readSpan(subject, name, "attributes");
        expectEqual(`the attributes of the span "${name}"`, attributes, {});
      }
    },
  }),
];

class Failure extends Error {
  readonly span: Span;

  constructor(span: Span) {
    super("boom");
    this.span = span;
  }
}

class Request<T> extends Promise<T> {}

/** Sends its request when somebody waits for it. */
class LazyRequest extends Promise<string> {
  sent = 0;

  constructor() {
    super(() => {});
  }

  // biome-ignore lint/suspicious/noThenProperty: that is how client libraries do it
  override then<A = string, B = never>(
    fulfilled?: ((value: string) => A | PromiseLike<A>) | null,
    rejected?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.sent++;
    return Promise.resolve("body").then(fulfilled, rejected);
  }
}
