/** What becomes of the attributes of spans, and of events and links. */
import { defineTelemetryRule } from "./define-telemetry-rule.ts";
import { expectEqual, expectTrue } from "./expect.ts";
import { onlyOne, readSpan, readSpans } from "./read-records.ts";
import type { Rule } from "./rule.ts";
import type { MakeTelemetry } from "./telemetry-subject.ts";

export const telemetryAttributeRules: readonly Rule<MakeTelemetry>[] = [
  defineTelemetryRule({
    name: "attributes are recorded as given, and those that are undefined or null are left out",
    why: "0, false and the empty text are values; nothing is not.",
    needs: ["spans"],
    async check(subject) {
      const given = { text: "a", empty: "", zero: 0, no: false, list: [1, [2]], object: { nested: { deep: true } } };
      subject.telemetry.trace("given", { ...given, none: undefined, nothing: null }, () => {});
      const { attributes } = await readSpan(subject, "given", "attributes");
      expectEqual("the attributes", attributes, given);
    },
  }),
  defineTelemetryRule({
    name: "an attribute may have any name",
    why: "The names of JavaScript and of the record are words like others.",
    needs: ["spans"],
    async check(subject) {
      const names = [
        "name",
        "kind",
        "status",
        "error",
        "value",
        "attributes",
        "constructor",
        "toString",
        "__proto__",
        "a.b",
        "",
      ];
      const given = Object.fromEntries(names.map((name, index) => [name, index + 1]));
      subject.telemetry.trace("names", given, () => {});
      const { attributes } = await readSpan(subject, "names", "attributes");
      expectEqual("the attributes", Object.entries(attributes).sort(), Object.entries(given).sort());
    },
  }),
  defineTelemetryRule({
    name: "attributes are copied when they are given",
    why: "A list of messages grows all the time; the record has to show what it was.",
    needs: ["spans"],
    async check(subject) {
      const [atStart, atSet, atEvent] = [{ list: ["a"] }, { more: { text: "b" } }, { list: ["c"] }];
      subject.telemetry.trace("copied", atStart, (span) => {
        span.set(atSet);
        span.event("event", atEvent);
        for (const given of [atStart, atSet, atEvent]) Object.assign(given, { added: true });
        atStart.list.push("changed");
        atSet.more.text = "changed";
        atEvent.list.push("changed");
      });
      atStart.list.push("changed again");
      const { attributes, events } = await readSpan(subject, "copied", "attributes");
      expectEqual("the attributes", attributes, { list: ["a"], more: { text: "b" } });
      if (events !== undefined) expectEqual("the attributes of the event", events[0]?.attributes, { list: ["c"] });
    },
  }),
  defineTelemetryRule({
    name: "attributes set while the span is open are added, and replace those of the same name",
    why: "Token counts are known when the model has answered.",
    needs: ["spans"],
    async check(subject) {
      await subject.telemetry.trace("late", { model: "small", tokens: 0 }, async (span) => {
        await Promise.resolve();
        span.set({ tokens: 12 });
        span.set({ stop: "end", none: undefined });
      });
      const { attributes } = await readSpan(subject, "late", "attributes");
      expectEqual("the attributes", attributes, { model: "small", tokens: 12, stop: "end" });
    },
  }),
  defineTelemetryRule({
    name: "nothing changes a span that has ended",
    why: "A record that was handed out is the same for all who have it.",
    needs: ["spans"],
    async check(subject) {
      const span = subject.telemetry.trace("ended", { before: 1 }, (given) => given);
      const before = structuredClone(await readSpan(subject, "ended", "attributes"));
      span.set({ after: 2 });
      span.event("after");
      span.link(span, "caused_by");
      span.fail(new Error("after"));
      expectEqual("the span", await readSpan(subject, "ended"), before);
    },
  }),
  defineTelemetryRule({
    name: "events and links are recorded in order",
    why: "They tell what happened inside of a span, and which span it retries.",
    needs: ["spans"],
    async check(subject) {
      const { telemetry } = subject;
      const first = telemetry.trace("first try", {}, (span) => span);
      telemetry.trace("second try", {}, (span) => {
        span.event("started", { attempt: 2 });
        span.event("finished");
        span.link(first, "retry_of", { reason: "timeout" });
      });
      const spans = await readSpans(subject, "spanId", "events", "links");
      const { traceId, spanId } = onlyOne(spans, "span", "first try");
      const { events, links } = onlyOne(spans, "span", "second try");
      const told = events?.map(({ name, attributes }) => [name, attributes]);
      expectEqual("the events", told, [
        ["started", { attempt: 2 }],
        ["finished", {}],
      ]);
      expectEqual("the links", links, [{ kind: "retry_of", traceId, spanId, attributes: { reason: "timeout" } }]);
    },
  }),
  defineTelemetryRule({
    name: "a span ends when it began or later, by as much as it lasted",
    why: "A negative duration breaks every chart.",
    needs: ["spans"],
    async check(subject) {
      await subject.telemetry.trace("lasts", {}, () => new Promise((resolve) => setTimeout(resolve, 2)));
      const span = await readSpan(subject, "lasts", "startedAt", "endedAt", "durationMs");
      const { startedAt, endedAt, durationMs } = span;
      expectTrue(durationMs >= 0, `durationMs is 0 or more, and not ${durationMs}`);
      const apart = Math.abs(endedAt - startedAt - durationMs);
      expectTrue(apart < 0.01, `endedAt is startedAt + durationMs, and not ${apart} ms off`);
    },
  }),
];
