import { appendFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { heddle } from "../heddle.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { recording, span, traceIdOf, weatherRun } from "../weather-runs.ts";

const twoRuns = () =>
  recording([...weatherRun(), ...weatherRun({ trace: 2, at: 60_000, isRetried: true, tools: ["shell"] })]);
const strict = '{"maxErrors": 0, "forbiddenTools": ["shell"], "spans": {"forecast": {"maxCount": 1}}}';

function budgetFile(text: string): string {
  const path = join(temporaryFolder(), "budget.json");
  writeFileSync(path, text);
  return path;
}

test("what runs break is told, and the exit code is 1", async () => {
  const ran = await heddle(["check", twoRuns(), "--budget", budgetFile(strict)]);

  expect(ran).toMatchInlineSnapshot(`
    {
      "code": 1,
      "err": "",
      "out": "✓ weather_agent (1.20s) 00000001000000000000000000000000
    ✗ weather_agent (1.21s) 00000002000000000000000000000000
        maxErrors: 1, of at most 0
        forbiddenTools: "shell" was called (span 00000000000000cc)
        "forecast" ran 2 times, of at most 1
    1 of 2 runs over the budget
    ",
    }
  `);
});

test("only runs that break a rule are told when quiet", async () => {
  const { code, out } = await heddle(["check", twoRuns(), "-q", "-b", strict], { color: true });

  expect(code).toBe(1);
  expect(out.replaceAll("\u001b", "␛")).toMatchInlineSnapshot(`
    "␛[31m✗␛[39m ␛[1mweather_agent␛[22m (1.21s) ␛[2m00000002000000000000000000000000␛[22m
        maxErrors: 1, of at most 0
        forbiddenTools: "shell" was called ␛[2m(span 00000000000000cc)␛[22m
        "forecast" ran 2 times, of at most 1
    ␛[31m1 of 2 runs over the budget␛[39m
    "
  `);
});

test("on a narrow terminal, lines are broken between words", async () => {
  const { out } = await heddle(["check", twoRuns(), "-q", "-b", strict], { columns: 36 });

  expect(out).toMatchInlineSnapshot(`
    "✗ weather_agent (1.21s)
      00000002000000000000000000000000
        maxErrors: 1, of at most 0
        forbiddenTools: "shell" was
          called (span 00000000000000cc)
        "forecast" ran 2 times, of at
          most 1
    1 of 2 runs over the budget
    "
  `);
});

test("runs that keep the budget end with 0", async () => {
  const ran = await heddle(["check", twoRuns(), "--quiet", "--budget", '{"maxSteps": 10}']);

  expect(ran).toEqual({ code: 0, out: "2 runs within the budget\n", err: "" });
});

test("one run alone can be checked", async () => {
  const ran = await heddle(["check", twoRuns(), "--trace", "00000001", "-b", strict]);

  const out = `✓ weather_agent (1.20s) ${traceIdOf(1)}\n1 run within the budget\n`;
  expect(ran).toEqual({ code: 0, out, err: "" });
});

test("JSON is a line a run, with what it breaks", async () => {
  const { code, out } = await heddle(["check", twoRuns(), "--json", "-b", strict]);

  const lines = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(code).toBe(1);
  expect(lines.map(({ trace_id, violations }) => ({ trace_id, violations }))).toMatchInlineSnapshot(`
    [
      {
        "trace_id": "00000001000000000000000000000000",
        "violations": [],
      },
      {
        "trace_id": "00000002000000000000000000000000",
        "violations": [
          {
            "actual": 1,
            "limit": 0,
            "message": "maxErrors: 1, of at most 0",
            "rule": "maxErrors",
          },
          {
            "actual": 1,
            "limit": "shell",
            "message": "forbiddenTools: "shell" was called",
            "rule": "forbiddenTools",
            "span_id": "00000000000000cc",
          },
          {
            "actual": 2,
            "limit": 1,
            "message": ""forecast" ran 2 times, of at most 1",
            "rule": "spans.forecast.maxCount",
          },
        ],
      },
    ]
  `);
});

test("of many spans that break one rule, the first are shown, and the others counted", async () => {
  const steps = Array.from({ length: 1206 }, (_, index) => span({ id: index + 2, parent: 1, durationMs: 3 }));
  const path = recording([...steps, span({ id: 1, name: "run", durationMs: 9 })]);
  const budget = '{"maxSpans": 9, "spans": {"step": {"maxDurationMs": 2}}}';

  const { out } = await heddle(["check", path, "-b", budget]);
  const { out: json } = await heddle(["check", path, "-b", budget, "--json"]);

  const took = '    "step" took 3.0ms, of at most 2.0ms (span 00000000000000';
  expect(out.split("\n")).toEqual([
    `✗ run (9.0ms) ${traceIdOf(1)}`,
    "    maxSpans: 1,207, of at most 9",
    ...["02", "03", "04", "05", "06"].map((id) => `${took}${id})`),
    "    and 1,201 more of spans.step.maxDurationMs; --json has them all",
    "1 of 1 run over the budget",
    "",
  ]);
  expect(JSON.parse(json).violations).toHaveLength(1207);
});

test("a recording that cannot be read in full is no pass", async () => {
  const path = recording(weatherRun());
  appendFileSync(path, '{"kind":');

  const { code, out } = await heddle(["check", path, "-q", "-b", "{}"]);

  expect({ code, out }).toEqual({ code: 3, out: "1 run within the budget\n" });
});

const mistakes: readonly [budget: string, told: string][] = [
  ['{"maxErors": 0}', 'there is no rule "maxErors"; there are maxInputTokens'],
  ['{"maxErrors": "no"}', 'maxErrors is "no"; give a number of 0 or more'],
  ['{"maxErrors"', "this is no JSON: Expected"],
];

for (const [budget, told] of mistakes) {
  test(`the budget ${budget} is told as a mistake, also in a file`, async () => {
    const path = budgetFile(budget);

    const inline = await heddle(["check", twoRuns(), "--budget", budget]);
    const file = await heddle(["check", twoRuns(), "--budget", path]);

    expect({ code: inline.code, told: inline.err.startsWith(`heddle check: --budget: ${told}`) }).toEqual({
      code: 2,
      told: true,
    });
    expect({
      code: file.code,
      told: file.err.startsWith(`heddle check: --budget ${JSON.stringify(path)}: ${told}`),
    }).toEqual({ code: 2, told: true });
  });
}

test("a budget that is not given, or not there, is told", async () => {
  const without = await heddle(["check", twoRuns()]);
  const missing = await heddle(["check", twoRuns(), "--budget", "none.json"]);
  const folder = await heddle(["check", twoRuns(), "--budget", "/"]);

  expect(without).toEqual({
    code: 2,
    out: "",
    err: `heddle check: there is no --budget; give a file, or rules such as --budget '{"maxErrors": 0}'\nSee heddle check --help\n`,
  });
  expect(missing).toEqual({ code: 3, out: "", err: 'heddle check: "none.json": no such file or directory\n' });
  expect(folder).toEqual({
    code: 2,
    out: "",
    err: 'heddle check: --budget "/" is a folder; give a JSON file, or the JSON itself\nSee heddle check --help\n',
  });
});
