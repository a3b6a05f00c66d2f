import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startSpan } from "@heddle/core";
import { type RepeatedRun, repeat } from "@heddle/testing";
import { expect, test } from "vitest";
import { messageOf } from "./message-of.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Every fourth run searches twice, and fails. */
async function flaky({ number, telemetry }: RepeatedRun): Promise<void> {
  telemetry.trace("agent", {}, () => {
    telemetry.trace("plan", {}, () => {});
    telemetry.trace("search", { "heddle.span.type": "tool" }, () => {});
    if (number % 4 === 0) telemetry.trace("search", { "heddle.span.type": "tool" }, () => {});
    else telemetry.trace("answer", {}, () => {});
  });
  if (number % 4 === 0) throw new TypeError("no answer\nat all");
}

test("runs are counted: how many pass, how sure that is, which steps vary and where the runs part", async () => {
  const report = await repeat(8, flaky);

  const { passAll, summary, failures, steps, passInterval, ...rest } = report;
  expect(rest).toEqual({
    name: "repeat",
    runs: 8,
    planned: 8,
    passed: 6,
    passRate: 0.75,
    divergence: {
      commonSpans: 3,
      after: "search",
      branches: [
        { name: "answer", runs: 6, passed: 6 },
        { name: "search", type: "tool", runs: 2, passed: 0 },
      ],
    },
  });
  expect(passInterval).toEqual({ low: expect.closeTo(0.409, 3), high: expect.closeTo(0.929, 3) });
  expect(failures).toEqual([
    { number: 4, error: new TypeError("no answer\nat all") },
    { number: 8, error: new TypeError("no answer\nat all") },
  ]);
  expect(steps.map(({ durationMs, ...step }) => step)).toEqual([
    { name: "agent", runs: 8, calls: { mean: 1, variance: 0 } },
    { name: "plan", runs: 8, calls: { mean: 1, variance: 0 } },
    { name: "search", type: "tool", runs: 8, calls: { mean: 1.25, variance: expect.closeTo(1.5 / 7) } },
    { name: "answer", runs: 6, calls: { mean: 0.75, variance: expect.closeTo(1.5 / 7) } },
  ]);
  expect([1, 2, 6, 7].map(passAll)).toEqual([0.75, expect.closeTo(30 / 56), expect.closeTo(1 / 28), 0]);
  expect(() => passAll(9)).toThrow(new RangeError("passAll(9): there are 8 runs; give a whole number from 1 to 8"));
  expect(summary).toBe(
    [
      "repeat: 6 of 8 runs passed, 75 % (95 % sure: 41 % to 93 %)",
      'The runs part after "search":',
      '  6 go on with "answer", 6 of them passed',
      '  2 go on with "search", 0 of them passed',
      "Not every run has as many of:",
      '  "search": 1.25 a run (variance 0.21), in 8 of 8 runs',
      '  "answer": 0.75 a run (variance 0.21), in 6 of 8 runs',
      "The failures:",
      "  run 4: TypeError: no answer",
      "  run 8: TypeError: no answer",
    ].join("\n"),
  );
});

test("too few that pass fail the test, as soon as the other runs cannot change that", async () => {
  let runs = 0;
  const failed = repeat(20, () => Promise.reject(new Error(`no ${++runs}`)), { name: "answers", atLeast: 0.5 });

  const error = await failed.catch((thrown: unknown) => thrown);

  expect(error).toMatchObject({ name: "AssertionError", operator: "repeat" });
  expect(error).not.toHaveProperty("diff");
  expect((error as Error).stack).not.toContain("/src/repeat.ts");
  expect(
    messageOf(() => {
      throw error;
    }),
  ).toMatchInlineSnapshot(`
    "
    answers: 0 of 11 runs passed, 0 % (95 % sure: 0 % to 26 %); expected at least 50 %
    Stopped after 11 of 20 runs: the outcome was clear.
    The failures:
      run 1: Error: no 1
      run 2: Error: no 2
      run 3: Error: no 3
      run 4: Error: no 4
      run 5: Error: no 5
      and 6 more
    "
  `);
  expect(runs).toBe(11);
});

test("enough that pass are enough, too; unless all are asked for", async () => {
  const pass = () => {};

  const [certain, all] = [
    await repeat(20, pass, { atLeast: 0.5 }),
    await repeat(20, pass, { atLeast: 0.5, stop: "never" }),
  ];

  expect([certain.runs, certain.verdict, all.runs, all.verdict]).toEqual([10, "passed", 20, "passed"]);
  expect(certain.summary).toBe(
    [
      "repeat: 10 of 10 runs passed, 100 % (95 % sure: 72 % to 100 %); expected at least 50 %",
      "Stopped after 10 of 20 runs: the outcome was clear.",
    ].join("\n"),
  );
});

test("what is likely is decided earlier", async () => {
  const [good, bad] = await Promise.all([
    repeat(1000, () => {}, { atLeast: 0.5, stop: "likely" }),
    repeat(1000, () => Promise.reject(new Error("no")), { atLeast: 0.5, stop: "likely" }).catch(
      (error: Error) => error,
    ),
  ]);

  expect([good.runs, good.verdict]).toEqual([7, "passed"]);
  expect((bad as Error).message).toContain("Stopped after 7 of 1000 runs");
});

test("one run is made, though none need pass", async () => {
  const { runs, passRate, verdict } = await repeat(3, () => Promise.reject(new Error("no")), { atLeast: 0 });

  expect([runs, passRate, verdict]).toEqual([1, 0, "passed"]);
});

test("a failure is told in one short line that moves no cursor", async () => {
  const { summary } = await repeat(2, ({ number }) => {
    throw number === 1 ? new Error(`\u001b[31mred${"!".repeat(1000)}`) : "text\r\nmore";
  });

  expect(summary.split("\n").slice(2)).toEqual([
    `  run 1: Error: \\u001b[31mred${"!".repeat(140)}…`,
    "  run 2: string: text",
  ]);
});

test("what is between goes on to the end", async () => {
  const report = await repeat(12, ({ number }) => (number % 4 === 1 ? Promise.reject(new Error("no")) : 0), {
    atLeast: 0.75,
    stop: "likely",
  });

  expect([report.runs, report.passed, report.verdict]).toEqual([12, 9, "passed"]);
});

test("so many runs are made at once, and counted in their order", async () => {
  let [underWay, most] = [0, 0];
  const ends: (() => void)[] = [];
  const running = repeat(
    5,
    async ({ number, telemetry }) => {
      most = Math.max(most, ++underWay);
      await telemetry.trace(`step ${number}`, {}, () => new Promise<void>((resolve) => ends.push(resolve)));
      underWay--;
      if (number % 2 === 0) throw new Error(`no ${number}`);
    },
    { concurrency: 3 },
  );
  for (let ended = 0; ended < 5; ended++) {
    while (ends.length === 0) await new Promise((resolve) => setImmediate(resolve));
    ends.pop()?.();
  }

  const { runs, passed, failures, steps } = await running;

  expect([most, runs, passed]).toEqual([3, 5, 3]);
  expect(failures.map(({ number }) => number)).toEqual([2, 4]);
  expect(steps.map(({ name }) => name)).toEqual([1, 2, 3, 4, 5].map((number) => `step ${number}`));
});

test("runs at once stop where runs one after the other do: the quick ones decide nothing before their turn", async () => {
  const begun: number[] = [];
  const { promise: slow, resolve } = Promise.withResolvers<void>();
  const running = repeat(
    10,
    async ({ number }) => {
      begun.push(number);
      if (number === 1) await slow;
      else if (number === 6) resolve();
      if (number <= 2) throw new Error("no");
    },
    { atLeast: 0.3, concurrency: 2 },
  );

  const { runs, passed, verdict } = await running;

  expect([runs, passed, verdict]).toEqual([5, 3, "passed"]);
  expect(begun.length).toBeLessThan(10);
});

test("what is in quarantine is told, and does not fail", async () => {
  const quarantine = join(temporaryFolder(), "quarantine.json");
  const fails = () => Promise.reject(new Error("no"));
  await expect(repeat(1, fails, { name: "a", atLeast: 1, quarantine })).rejects.toThrow("a: 0 of 1 runs passed");
  writeFileSync(quarantine, '{ "a": "issue 12" }');

  const { verdict, summary } = await repeat(1, fails, { name: "a", atLeast: 1, quarantine });

  expect(verdict).toBe("quarantined");
  expect(summary.split("\n")[1]).toBe('It is in quarantine ("issue 12"): it does not fail.');
  const passing = await repeat(1, () => {}, { name: "a", atLeast: 1, quarantine });
  expect(passing.summary.split("\n")[1]).toBe('It is in quarantine ("issue 12"), and has not failed.');
  await expect(repeat(1, fails, { name: "b", atLeast: 1, quarantine })).rejects.toThrow("b: 0 of 1 runs passed");
});

test("runs that begin otherwise, end early, never end or record nothing are told, too", async () => {
  const begins = await repeat(2, ({ number, telemetry }) => {
    startSpan(telemetry, "agent", number === 1 ? {} : { "heddle.span.type": "agent" });
  });
  const ends = await repeat(3, ({ number, telemetry }) => {
    telemetry.trace("agent", {}, () => (number === 2 ? undefined : telemetry.trace("step", {}, () => {})));
  });
  const nothing = await repeat(2, () => {});

  expect(begins.summary.split("\n")[1]).toBe("The runs part at their first span:");
  expect(begins.steps).toEqual([
    { name: "agent", runs: 1, calls: { mean: 0.5, variance: 0.5 } },
    { name: "agent", type: "agent", runs: 1, calls: { mean: 0.5, variance: 0.5 } },
  ]);
  expect(ends.summary.split("\n").slice(1, 4)).toEqual([
    'The runs part after "agent":',
    '  2 go on with "step", 2 of them passed',
    "  1 end there, 1 of them passed",
  ]);
  expect([nothing.steps, nothing.divergence, nothing.verdict]).toEqual([[], undefined, undefined]);
});

test("long lists are cut", async () => {
  const { summary } = await repeat(7, ({ number, telemetry }) => {
    for (let n = 0; n < 12 * (number % 2); n++) telemetry.trace(`step ${n}`, {}, () => {});
    throw new Error("no");
  });

  expect(summary).toContain("\n  and 2 more\nThe failures:");
  expect(summary).toMatch(/run 5: Error: no\n {2}and 2 more$/);
});

test.each<[string, () => Promise<unknown>]>([
  ["repeat: times is 0; give a whole number, 1 or more", () => repeat(0, () => {})],
  ["repeat: atLeast is 90; give a rate from 0 to 1, such as 0.9", () => repeat(1, () => {}, { atLeast: 90 })],
  [
    'repeat: atLeast is "0.9"; give a rate from 0 to 1, such as 0.9',
    () => repeat(1, () => {}, { atLeast: "0.9" as never }),
  ],
  ["repeat: name is 5; give a text", () => repeat(1, () => {}, { name: 5 as never })],
  ["repeat: quarantine is 5; give a text", () => repeat(1, () => {}, { name: "a", quarantine: 5 as never })],
  ['repeat: stop is "soon"; give "certain", "likely" or "never"', () => repeat(1, () => {}, { stop: "soon" as never })],
  [
    'repeat: there is no "rate"; there are name, atLeast, stop, concurrency, quarantine',
    () => repeat(1, () => {}, { rate: 1 } as never),
  ],
  ['repeat: work is "x"; give a function', () => repeat(1, "x" as never)],
  ["repeat: concurrency is 0; give a whole number, 1 or more", () => repeat(1, () => {}, { concurrency: 0 })],
  [
    "repeat: quarantine needs a name; give the one that the file knows the test by",
    () => repeat(1, () => {}, { quarantine: "x" }),
  ],
])("%s", async (message, misuse) => {
  await expect(misuse()).rejects.toThrow(new TypeError(message));
});

test("a quarantine that cannot be read is told before the first run", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "quarantine.json");
  const runs: number[] = [];
  const from = (quarantine: string) => repeat(1, ({ number }) => runs.push(number), { name: "a", quarantine });

  await expect(from(folder)).rejects.toThrow(
    `repeat: ${JSON.stringify(folder)} cannot be read; give the path of a JSON file`,
  );
  for (const text of ["[1]", "null", "{", '{ "a": 1 }']) {
    writeFileSync(path, text);
    await expect(from(path)).rejects.toThrow(`repeat: ${JSON.stringify(path)} is no quarantine: `);
  }
  expect(runs).toEqual([]);
});
