import { InMemoryTelemetry, MultiTelemetry } from "@heddle/core";
import fc from "fast-check";
import { expect, test } from "vitest";

const namesIn = (memory: InMemoryTelemetry) => memory.spans().map(({ name }) => name);

/** One span in each, told apart by its name. */
const steps = fc.array(fc.constantFrom("both", "small", "large", "records", "clear small", "clear large"), {
  maxLength: 60,
});

test("telemetries that keep the same spans keep them as if each were alone", () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 1, max: 5 }), (todo, limit) => {
      const [small, large] = [new InMemoryTelemetry({ limit }), new InMemoryTelemetry()];
      const both = new MultiTelemetry([small, large]);
      const records = new InMemoryTelemetry();
      const expected = { small: [] as string[], large: [] as string[] };

      for (const [index, step] of todo.entries()) {
        const name = `${step} ${index}`;
        if (step === "both") both.trace(name, {}, () => {});
        if (step === "small") small.trace(name, {}, () => {});
        if (step === "large") large.trace(name, {}, () => {});
        if (step === "records") {
          new MultiTelemetry([large, records, { write() {} }, small]).trace(name, {}, () => {});
        }
        if (step === "both" || step === "small" || step === "records") expected.small.push(name);
        if (step === "both" || step === "large" || step === "records") expected.large.push(name);
        if (step === "clear small") small.clear();
        if (step === "clear small") expected.small = [];
        if (step === "clear large") large.clear();
        if (step === "clear large") expected.large = [];
      }

      expect(namesIn(small)).toEqual(expected.small.slice(-limit));
      expect(namesIn(large)).toEqual(expected.large);
    }),
  );
});

test("of thousands of spans, each of several telemetries keeps as many as it may", () => {
  const members = [1, 700, 1024, 5000].map((limit) => new InMemoryTelemetry({ limit }));
  const telemetry = new MultiTelemetry(members);

  for (let index = 1; index <= 3000; index++) telemetry.trace(`${index}`, {}, () => {});

  const kept = members.map((member) => namesIn(member));
  expect(kept.map((names) => [names.length, names[0], names.at(-1)])).toEqual([
    [1, "3000", "3000"],
    [700, "2301", "3000"],
    [1024, "1977", "3000"],
    [3000, "1", "3000"],
  ]);
  expect(members[1]?.spans()[0]).toBe(members[3]?.spans()[2300]);
});

test("a span that ends while another is handed out is kept by all", () => {
  const [first, last] = [new InMemoryTelemetry(), new InMemoryTelemetry()];
  const between = {
    write() {
      if (namesIn(first).length === 1) telemetry.trace("inner", {}, () => {});
    },
  };
  const telemetry = new MultiTelemetry([first, between, last], { onSinkError() {} });

  telemetry.trace("outer", {}, () => {});

  expect([namesIn(first).toSorted(), namesIn(last).toSorted()]).toEqual([
    ["inner", "outer"],
    ["inner", "outer"],
  ]);
});
