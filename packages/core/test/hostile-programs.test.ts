import { InMemoryTelemetry, type ManualSpan, MultiTelemetry } from "@heddle/core";
import { expect, test } from "vitest";

const status = (memory: InMemoryTelemetry) => memory.spans().map((span) => span.status);
const refuse = () => {
  throw new Error("refused");
};

test("a result that refuses to be looked at comes back untouched", () => {
  const memory = new InMemoryTelemetry();
  const proxy = new Proxy({}, { get: refuse, getPrototypeOf: refuse });
  const proxied = new Proxy(Promise.resolve(), {});
  const lookalike = Object.create(Promise.prototype);

  for (const result of [proxy, proxied, lookalike]) {
    const returned = memory.trace("x", {}, () => result);

    expect(returned === result).toBe(true);
  }
  expect(status(memory)).toEqual(["ok", "ok", "ok"]);
});

test("a frozen subclass of Promise comes back as itself, and its span has ended", () => {
  const memory = new InMemoryTelemetry();
  const promise = Object.freeze(class extends Promise<void> {}.resolve());

  expect(memory.trace("x", {}, () => promise)).toBe(promise);
  expect(status(memory)).toEqual(["ok"]);
});

test("work that ends its own span, which no type offers, ends it once", () => {
  const memory = new InMemoryTelemetry();

  const result = memory.trace("x", {}, (span) => {
    (span as ManualSpan).end();
    return "result";
  });

  expect(result).toBe("result");
  expect(status(memory)).toEqual(["ok"]);
});

test("what a library hung on a promise is on the one that comes back", async () => {
  const memory = new InMemoryTelemetry();
  const abort = () => {};

  const returned = memory.trace("x", {}, () => Object.assign(Promise.resolve(1), { abort }));

  expect(returned.abort).toBe(abort);
  expect(await returned).toBe(1);
  expect(status(memory)).toEqual(["ok"]);
});

test("a name that is no text is recorded as what it says of itself", () => {
  const memory = new InMemoryTelemetry();

  for (const name of [7, undefined, Symbol("s"), "half \ud83e", { toString: refuse }] as string[]) {
    memory.trace(name, {}, () => {});
    memory.emitMetric(name, 1);
  }

  const names = ["7", "undefined", "Symbol(s)", "half \ufffd", ""];
  expect(memory.spans().map((span) => span.name)).toEqual(names);
  expect(memory.metrics().map((metric) => metric.name)).toEqual(names);
});

test("a clock that breaks down while a span is open ends it at the last time it knew", () => {
  let readings = 0;
  const clock = {
    monotonicMs() {
      if (++readings > 1) throw new Error("no battery");
      return 5;
    },
    wallMs: (monotonicMs: number) => (readings > 1 ? Number.NaN : 1000 + monotonicMs),
  };
  const memory = new InMemoryTelemetry({ clock });

  const result = memory.trace("x", {}, (span) => {
    span.event("e");
    return "result";
  });

  expect(result).toBe("result");
  expect(memory.spans()[0]).toMatchObject({ startedAt: 1005, endedAt: 1005, durationMs: 0, events: [{ time: 1005 }] });
});

test("a link to what refuses to be looked at is left out", () => {
  const memory = new InMemoryTelemetry();

  memory.trace("x", {}, (span) => span.link(new Proxy({}, { get: refuse }) as never, "caused_by"));

  expect(memory.spans()[0]?.links).toBeUndefined();
});

test("a clock that never worked costs the span and the metric, not the work", () => {
  const memory = new InMemoryTelemetry({ clock: { monotonicMs: refuse, wallMs: refuse } });

  expect(memory.trace("x", {}, () => "result")).toBe("result");
  memory.emitMetric("n", 1);

  expect([...memory.spans(), ...memory.metrics()]).toEqual([]);
});

test("a telemetry without a class, in two telemetries, is one sink", () => {
  const methods = { trace: (_name: string, _attributes: object, work: () => unknown) => work(), emitMetric() {} };
  const own = Object.assign(Object.create(null), methods);
  const anonymous = Object.assign(new (class {})(), methods);
  const [one, two] = [new MultiTelemetry([own]), new MultiTelemetry([own, anonymous])];

  one.emitMetric("n", 1);
  two.trace("x", {}, () => {});

  expect(one.health().sinks).toMatchObject([{ sink: "Telemetry", taken: 2, written: 2 }]);
  expect(two.health().sinks[1]).toMatchObject({ sink: "Telemetry", taken: 1, written: 1 });
});

test("a subclass that rejects rejects for whoever waits, also without a handler of its own", async () => {
  const memory = new InMemoryTelemetry();
  const failing = () => class extends Promise<void> {}.reject(new Error("boom"));

  const waiting = memory.trace("x", {}, failing).then(() => "went well");

  await expect(waiting).rejects.toThrow("boom");
  expect(status(memory)).toEqual(["error"]);
});
