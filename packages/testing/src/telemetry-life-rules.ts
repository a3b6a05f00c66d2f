/** What a telemetry does at the end, where it has more than the two methods. */
import type { Health, SinkHealth } from "@heddle/core";
import { defineTelemetryRule } from "./define-telemetry-rule.ts";
import { expectEqual, expectSame } from "./expect.ts";
import type { Rule } from "./rule.ts";
import type { MakeTelemetry, TelemetrySubject } from "./telemetry-subject.ts";
import { within } from "./within.ts";

export const telemetryLifeRules: readonly Rule<MakeTelemetry>[] = [
  defineTelemetryRule({
    name: "flush resolves at any time, also twice at once, and with a time limit",
    why: "Programs flush after each run, and at the end, and before they have begun.",
    needs: ["flush"],
    async check({ telemetry, patienceMs }) {
      await within(patienceMs, "flush() before anything was recorded", telemetry.flush?.());
      record(telemetry, 1);
      await within(patienceMs, "two flush() at once", Promise.all([telemetry.flush?.(), telemetry.flush?.()]));
      await within(patienceMs, "flush() with a limit", telemetry.flush?.({ timeoutMs: 1 }));
      await within(patienceMs, "[Symbol.asyncDispose]()", telemetry[Symbol.asyncDispose]?.());
      await within(patienceMs, "flush() after [Symbol.asyncDispose]()", telemetry.flush?.());
    },
  }),
  defineTelemetryRule({
    name: "dispose resolves twice, also at once, and work goes on afterwards",
    why: "What is still running when a program ends has to run on as it would without telemetry.",
    async check({ telemetry, patienceMs }) {
      const dispose = () => telemetry[Symbol.asyncDispose]?.();
      record(telemetry, 1);
      await within(patienceMs, "two [Symbol.asyncDispose]() at once", Promise.all([dispose(), dispose()]));
      await within(patienceMs, "a later [Symbol.asyncDispose]()", dispose());
      const returned = telemetry.trace("late", {}, () => "result");
      telemetry.emitMetric("late", 1);
      expectSame("what trace() returned after [Symbol.asyncDispose]()", returned, "result");
    },
  }),
  defineTelemetryRule({
    name: "health counts every span and every metric once for each sink, and they add up",
    why: "Nothing is lost silently: whoever looks at the accounts learns of it.",
    needs: ["health"],
    async check(subject) {
      const { telemetry, patienceMs } = subject;
      const before = healthOf(subject);
      record(telemetry, 3);
      await within(patienceMs, "flush()", telemetry.flush?.());
      for (const [index, counts] of healthOf(subject).sinks.entries()) {
        const { sink, taken, written, dropped, failed, pending } = counts;
        expectEqual(
          `what ${sink} has taken of 3 spans and 3 metrics`,
          taken - (before.sinks[index] as SinkHealth).taken,
          6,
        );
        expectEqual(`written + dropped + failed + pending of ${sink}`, written + dropped + failed + pending, taken);
      }
    },
  }),
  defineTelemetryRule({
    name: "health counts the metrics that were refused",
    why: "A metric that is never there is looked for everywhere else first.",
    needs: ["health", "metrics"],
    check(subject) {
      const before = healthOf(subject).refusedMetrics;
      for (const value of [Number.NaN, -1, 1]) subject.telemetry.emitMetric("counter", value);
      expectEqual("refusedMetrics after NaN, -1 and 1", healthOf(subject).refusedMetrics - before, 2);
    },
  }),
];

function record(telemetry: TelemetrySubject["telemetry"], count: number): void {
  for (let index = 0; index < count; index++) {
    telemetry.trace("span", {}, () => {});
    telemetry.emitMetric("metric", index);
  }
}

function healthOf({ telemetry }: TelemetrySubject): Health {
  return telemetry.health?.() as Health;
}
