/** How a span ended. */
import { defineTelemetryRule } from "./define-telemetry-rule.ts";
import { expectEqual, expectTrue } from "./expect.ts";
import { readSpan } from "./read-records.ts";
import type { Rule } from "./rule.ts";
import type { MakeTelemetry, TelemetrySubject } from "./telemetry-subject.ts";

export const telemetryStatusRules: readonly Rule<MakeTelemetry>[] = [
  defineTelemetryRule({
    name: "a span of work that went well is ok, and tells of no failure",
    why: "Whoever counts errors counts what is not ok.",
    needs: ["spans"],
    async check(subject) {
      await subject.telemetry.trace("well", {}, async () => {});
      const { status, exception, error } = await readSpan(subject, "well", "status");
      expectEqual(
        "the end of the span",
        { status, exception, error },
        { status: "ok", exception: undefined, error: undefined },
      );
    },
  }),
  defineTelemetryRule({
    name: "a span whose work threw or rejected is an error, with its type, message and stack",
    why: "That is what one opens a trace for.",
    needs: ["spans"],
    async check(subject) {
      const { telemetry } = subject;
      const failure = new TypeError("x is not a function");
      const expected = { type: "TypeError", message: failure.message, stack: failure.stack };
      attempt(() => telemetry.trace("throws", {}, () => raise(failure)));
      await telemetry.trace("rejects", {}, async () => raise(failure)).catch(() => {});
      for (const name of ["throws", "rejects"]) {
        const { status, exception, error } = await readSpan(subject, name, "status");
        expectEqual(`the status of the span that ${name}`, status, "error");
        expectTrue(exception?.includes("TypeError") === true, `the exception of the span that ${name} says TypeError`);
        expectTrue(exception?.includes(failure.message) === true, `the exception of the span that ${name} says why`);
        expectEqual(`the error of the span that ${name}`, error, expected);
      }
    },
  }),
  defineTelemetryRule({
    name: "whatever was thrown is told in words",
    why: "JavaScript throws anything, and an empty error says nothing.",
    needs: ["spans"],
    async check(subject) {
      const { telemetry } = subject;
      const thrown = ["text", 7, null, undefined, { code: 1 }, new Error(""), Object.create(null), Symbol("thrown")];
      for (const [index, error] of thrown.entries()) {
        attempt(() => telemetry.trace(`thrown ${index}`, {}, () => raise(error)));
        const span = await readSpan(subject, `thrown ${index}`, "status");
        expectEqual(`the status of the span that threw ${typeof error}`, span.status, "error");
        const words = [span.exception, span.error?.type].filter((word) => typeof word === "string" && word !== "");
        expectTrue(
          words.length === 2,
          `the span that threw ${typeof error} has an exception and a type of error, in words`,
        );
      }
    },
  }),
  defineTelemetryRule({
    name: "an abort is a cancellation, a timeout is an error",
    why: "A user who stops an agent is no incident; a model that does not answer is.",
    needs: ["spans"],
    async check(subject) {
      await expectStatus(subject, AbortSignal.abort().reason, "cancelled");
      await expectStatus(subject, new DOMException("no answer", "TimeoutError"), "error");
      await expectStatus(subject, Object.assign(new Error("stopped"), { name: "AbortError" }), "cancelled");
    },
  }),
  defineTelemetryRule({
    name: "a failure that was handled is recorded by fail, and nothing is thrown",
    why: "An agent that tells the model of a failed tool goes on, and the tool has failed all the same.",
    needs: ["spans"],
    async check(subject) {
      const result = await subject.telemetry.trace("handled", {}, async (span) => {
        span.fail(new RangeError("too far"));
        return "went on";
      });
      const { status, error } = await readSpan(subject, "handled", "status");
      expectEqual("the result of the work", result, "went on");
      expectEqual(
        "the failure of the span",
        { status, type: error?.type, message: error?.message },
        { status: "error", type: "RangeError", message: "too far" },
      );
    },
  }),
  defineTelemetryRule({
    name: "a failure that the outer work caught is the inner span's alone",
    why: "A retry that went well is a run that went well.",
    needs: ["spans"],
    async check(subject) {
      const { telemetry } = subject;
      await telemetry.trace("outer", {}, async () => {
        await telemetry.trace("inner", {}, async () => raise(new Error("boom"))).catch(() => {});
      });
      const statuses = [(await readSpan(subject, "outer", "status")).status, (await readSpan(subject, "inner")).status];
      expectEqual("the statuses of the outer and the inner span", statuses, ["ok", "error"]);
    },
  }),
];

async function expectStatus(subject: TelemetrySubject, error: Error, expected: string): Promise<void> {
  const name = `${expected} by ${error.message}`;
  await subject.telemetry.trace(name, {}, async () => raise(error)).catch(() => {});
  const { status } = await readSpan(subject, name, "status");
  expectEqual(`the status of a span whose work failed with a ${error.name}`, status, expected);
}

function raise(error: unknown): never {
  throw error;
}

function attempt(work: () => unknown): void {
  try {
    work();
  } catch {
    // What comes out is the business of another rule.
  }
}
