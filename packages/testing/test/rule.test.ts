import { setImmediate as turn } from "node:timers/promises";
import { InMemoryTelemetry } from "@heddle/core";
import {
  BrokenRule,
  hostileValues,
  type MakeSink,
  NotChecked,
  type Rule,
  sinkRules,
  telemetryRules,
} from "@heddle/testing";
import { expect, test } from "vitest";
import { strayErrors } from "../src/stray-errors.ts";
import { ListSink, subjectOf } from "./sinks-that-work.ts";

const ruleOf = (name: string) => sinkRules.find((rule) => rule.name === name) as Rule<MakeSink>;
const arrives = ruleOf("every record arrives");

test("a broken rule says its name, what was expected and what came", async () => {
  const sink = { list: [], write() {} };
  const broken = await ruleOf("a record with an empty name arrives")
    .check(() => subjectOf(sink))
    .catch((error) => error);

  expect(broken).toBeInstanceOf(BrokenRule);
  expect(broken.message).toBe(
    [
      "a record with an empty name arrives: the list of records that arrived is not as it should be",
      "  expected: [ '', '' ]",
      "  came:     []",
    ].join("\n"),
  );
});

test("what a subject throws breaks the rule, and is its cause", async () => {
  const cause = new RangeError("too large");
  const sink = {
    write() {
      throw cause;
    },
  };
  const broken = await ruleOf("a frozen record is taken")
    .check(() => ({ sink }))
    .catch((error) => error);

  expect(broken.message).toBe("a frozen record is taken: write() of a span threw RangeError: too large");
  expect(broken.cause).toBe(cause);
});

test("what the author's own functions throw breaks the rule, too", async () => {
  const written = () => {
    throw new Error("no such file");
  };

  await expect(arrives.check(() => ({ sink: { write() {} }, written }))).rejects.toThrow(
    new BrokenRule("every record arrives: threw Error: no such file"),
  );
});

test("what hangs is told in the rule's words", async () => {
  const sink = { write() {}, flush: () => new Promise<void>(() => {}) };

  await expect(arrives.check(() => ({ sink, written: () => [], patienceMs: 5 }))).rejects.toThrow(
    new BrokenRule("every record arrives: flush() did not settle within 5 ms"),
  );
});

test("a flush that rejects while another one goes on is told, and no rejection goes astray", async () => {
  const rule = ruleOf("flush may be called twice at once, and each waits for what came before it");
  const flushes = [() => Promise.reject(new Error("no connection")), () => turn()];
  const sink = Object.assign(new ListSink(), { flush: async () => flushes.shift()?.() });

  const strays = await strayErrors(
    () => true,
    () => expect(rule.check(() => subjectOf(sink))).rejects.toThrow("rejected with Error: no connection"),
  );

  expect(strays).toEqual([]);
});

test("what a subject does not show is not checked, and never silently passed", async () => {
  await expect(arrives.check(() => ({ sink: new ListSink() }))).rejects.toThrow(
    new NotChecked(
      '"every record arrives" was not checked: the subject has no written(); hand check() the test\'s context to skip it',
    ),
  );
});

test("with the context of a test, what cannot be checked is skipped", async () => {
  const notes: (string | undefined)[] = [];

  await arrives.check(() => ({ sink: new ListSink() }), { skip: (note) => notes.push(note) });

  expect(notes).toEqual(["not checked: the subject has no written()"]);
});

test("a rule on data that is not read back is not checked", async () => {
  const notes: (string | undefined)[] = [];
  const sink = new ListSink();
  const make = () => ({ sink, written: () => sink.list.map(({ name }) => ({ name })) });

  for (const name of [
    "a record arrives as it was given",
    "attributes arrive as they were given, whatever JSON can hold",
  ]) {
    await ruleOf(name).check(make, { skip: (note) => notes.push(note) });
  }

  expect(notes).toEqual([
    "not checked: written() gives no more than names back",
    "not checked: written() gives no attributes back",
  ]);
});

test("a rule on a part of a span that is not read back is not checked", async () => {
  const rule = telemetryRules.find(({ name }) => name.startsWith("a nested span names"));
  const telemetry = {
    trace: <T>(_n: string, _a: object, work: (span: never) => T) => work({} as never),
    emitMetric() {},
  };
  const notes: (string | undefined)[] = [];

  await rule?.check(() => ({ telemetry, spans: () => [{ name: "run" }] }), { skip: (note) => notes.push(note) });

  expect(notes).toEqual(["not checked: spans() gives no spanId back"]);
});

test("a telemetry that recorded nothing is told so", async () => {
  const memory = new InMemoryTelemetry();
  const rule = telemetryRules.find(({ name }) => name.startsWith("attributes are recorded as given"));

  await expect(rule?.check(() => ({ telemetry: memory, spans: () => [] }))).rejects.toThrow(
    'there should be one span "given", and there are 0',
  );
});

test("a stray error that is not the rule's own reaches those who listen", async () => {
  const others = process.rawListeners("unhandledRejection") as (() => void)[];
  const heard: unknown[] = [];
  const rule = telemetryRules.find(({ name }) => name === "a rejection that nobody handles is reported by Node");
  const trace = (_name: string, _attributes: object, work: (span: never) => unknown) => {
    void Promise.reject("somebody else's");
    return work({} as never);
  };
  process.removeAllListeners("unhandledRejection").on("unhandledRejection", (reason) => heard.push(reason));

  await rule?.check(() => ({ telemetry: { trace, emitMetric() {} } as never }));

  process.removeAllListeners("unhandledRejection");
  for (const listener of others) process.on("unhandledRejection", listener);
  expect(heard).toEqual(["somebody else's"]);
});

test("hostile values are as hostile as they say", () => {
  const { "a throwing toString": unprintable, "a throwing getter": unreadable } = hostileValues;

  expect(() => String(unprintable?.())).toThrow("toString");
  expect(() => JSON.stringify(unreadable?.())).toThrow("getter");
});

test("a subject is closed after each check, also of a rule that is broken", async () => {
  let closed = 0;
  const make = () => ({ sink: { write() {} }, written: () => [], close: () => closed++ });

  await arrives.check(make).catch(() => {});
  await ruleOf("a frozen record is taken").check(make);

  expect(closed).toBe(2);
});

test("rules have names of their own, and say why", () => {
  for (const rules of [sinkRules, telemetryRules]) {
    expect(new Set(rules.map((rule) => rule.name)).size).toBe(rules.length);
    for (const rule of rules) expect(rule.why).toMatch(/^[A-Z0-9].*\.$/);
  }
});
