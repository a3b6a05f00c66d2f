import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FileTelemetry, InMemoryTelemetry, readJsonl } from "@heddle/core";
import { agent, configure, evaluation, feedback, guardrail, metric, type Score, score, task } from "@heddle/genai";
import { afterEach, describe, expect, test } from "vitest";
import { recording } from "./recording.ts";
import { temporaryFolder } from "./temporary-folder.ts";

afterEach(() => {
  configure({ enabled: false });
});

const traceId = "a".repeat(32);
const spanId = "b".repeat(16);

describe("scores", () => {
  test.each<[string, Score, object]>([
    [
      "a number",
      { name: "s", value: 0.95, comment: "good" },
      {
        "gen_ai.evaluation.score.value": 0.95,
        "gen_ai.evaluation.explanation": "good",
        "heddle.score.type": "numeric",
      },
    ],
    ["nought", { name: "s", value: 0 }, { "gen_ai.evaluation.score.value": 0, "heddle.score.type": "numeric" }],
    [
      "true",
      { name: "s", value: true },
      {
        "gen_ai.evaluation.score.value": 1,
        "gen_ai.evaluation.score.label": "pass",
        "heddle.score.type": "boolean",
        "heddle.score.passed": true,
      },
    ],
    [
      "false",
      { name: "s", value: false },
      {
        "gen_ai.evaluation.score.value": 0,
        "gen_ai.evaluation.score.label": "fail",
        "heddle.score.type": "boolean",
        "heddle.score.passed": false,
      },
    ],
    [
      "a category",
      { name: "s", value: "good", source: "ann", id: "1" },
      {
        "gen_ai.evaluation.score.label": "good",
        "heddle.score.type": "categorical",
        "heddle.score.source": "ann",
        "heddle.score.id": "1",
      },
    ],
    [
      "a number with a label and a verdict",
      { name: "s", value: 0.4, label: "poor", passed: false },
      {
        "gen_ai.evaluation.score.value": 0.4,
        "gen_ai.evaluation.score.label": "poor",
        "heddle.score.type": "numeric",
        "heddle.score.passed": false,
      },
    ],
    [
      "a verdict alone",
      { name: "s", passed: true },
      {
        "gen_ai.evaluation.score.label": "pass",
        "heddle.score.passed": true,
      },
    ],
    [
      "a mean of nothing",
      { name: "s", value: Number.NaN },
      {
        "gen_ai.evaluation.score.label": "NaN",
        "heddle.score.type": "numeric",
      },
    ],
    [
      "nothing, on purpose",
      { name: "s", status: "skipped", comment: "no answer" },
      {
        "gen_ai.evaluation.explanation": "no answer",
        "heddle.score.status": "skipped",
      },
    ],
    [
      "nothing, for an error",
      { name: "s", error: new RangeError("judge is down") },
      {
        "heddle.score.status": "error",
        "error.type": "RangeError",
        "error.message": "judge is down",
      },
    ],
    [
      "nothing, for what is thrown and no error",
      { name: "s", error: "judge is down", status: "skipped" },
      {
        "heddle.score.status": "skipped",
        "error.type": "string",
        "error.message": "judge is down",
      },
    ],
  ])("%s", (_what, given, expected) => {
    const { span } = recording();

    task("x", {}, (x) => x.score(given));

    expect(span().events?.map(({ name, attributes }) => [name, attributes])).toEqual([
      ["gen_ai.evaluation.result", { "gen_ai.evaluation.name": "s", ...expected }],
    ]);
  });

  test("feedback is a judgement of a person's", () => {
    const { span } = recording();

    task("x", {}, (x) => x.feedback({ rating: 1, comment: "made up", tags: ["wrong"], userId: "ann", id: "f1" }));

    expect(span().events?.[0]?.attributes).toEqual({
      "gen_ai.evaluation.name": "feedback",
      "gen_ai.evaluation.score.value": 1,
      "gen_ai.evaluation.explanation": "made up",
      "heddle.score.type": "numeric",
      "heddle.score.source": "user",
      "heddle.score.id": "f1",
      "tag.tags": ["wrong"],
      "heddle.score.user_id": "ann",
    });
  });
});

describe("from anywhere, and later", () => {
  test("without a target it is on the current span", () => {
    const { span } = recording();

    agent("run", {}, () => {
      score({ name: "quality", value: 1 });
      feedback({ rating: 5 });
    });

    expect(span("run").events?.map(({ attributes }) => attributes["gen_ai.evaluation.name"])).toEqual([
      "quality",
      "feedback",
    ]);
  });

  test("by trace id it is a span of that trace, below the span that is named", () => {
    const { span } = recording();

    agent("elsewhere", {}, () => {
      score({ name: "whole", value: 1 }, { traceId });
      score({ name: "part", value: 1 }, { traceId, spanId });
      feedback({ rating: 5 }, { traceId });
    });

    expect(span("score whole")).toMatchObject({ traceId, durationMs: 0 });
    expect(span("score whole").parentSpanId).toBeUndefined();
    expect(span("score part")).toMatchObject({ traceId, parentSpanId: spanId, links: [{ kind: "data_flow", spanId }] });
    expect(span("score part").attributes).toEqual({
      "heddle.span.type": "evaluation",
      "openinference.span.kind": "EVALUATOR",
      "gen_ai.evaluation.name": "part",
      "gen_ai.evaluation.score.value": 1,
      "heddle.score.type": "numeric",
      "heddle.score.trace_id": traceId,
      "heddle.score.span_id": spanId,
    });
    expect(span("feedback").traceId).toBe(traceId);
  });

  test("the same judgement that comes again is the same span, so that readers drop the repeat", () => {
    const { memory } = recording();

    for (const id of ["1", "1", "2"]) score({ name: "q", value: 1, id }, { traceId });
    score({ name: "q", value: 1, id: "1" }, { traceId, spanId });

    const [first, again, other, part] = memory.spans().map((span) => span.spanId);
    expect(again).toBe(first);
    expect(new Set([first, other, part]).size).toBe(3);
  });

  test("another process judges a run by the file it is in", async () => {
    const file = join(temporaryFolder(), "run.jsonl");
    await using telemetry = new FileTelemetry(file);
    configure({ telemetry });

    const run = agent("run", {}, (span) => span.traceId);
    await using later = new FileTelemetry(file);
    score({ name: "quality", value: 0.5 }, { traceId: run, telemetry: later });

    const { records } = readJsonl(readFileSync(file, "utf8"));
    expect(records.filter((record) => record.kind === "span").map(({ traceId }) => traceId)).toEqual([run, run]);
  });

  test("outside of every span it is a trace of its own, and ids that are none are refused", () => {
    const { span } = recording();

    score({ name: "alone", value: 1 });

    expect(span().name).toBe("score alone");
    expect(() => score({ name: "x", value: 1 }, { traceId: "trace-123" })).toThrow('traceId "trace-123" is not 32');
    expect(() => score({ name: "x", value: 1 }, { traceId, spanId: "1" })).toThrow(RangeError);
  });
});

describe("evaluation", () => {
  test("what the work returns is the judgement", () => {
    const { attributes, span, memory } = recording();

    const judged = agent("run", {}, (run) => run);
    evaluation("faithful", { of: judged, input: "q" }, () => 0.7);
    evaluation("polite", {}, () => ({ value: "very", comment: "please" }));
    evaluation("short", {}, () => true);
    evaluation("odd", {}, () => "no judgement");
    evaluation("by hand", {}, (x) => x.judge({ name: "other", value: 1 }));

    expect(attributes("faithful")).toEqual({
      "heddle.span.type": "evaluation",
      "gen_ai.evaluation.name": "faithful",
      "openinference.span.kind": "EVALUATOR",
      "input.value": "q",
      "input.mime_type": "text/plain",
      "gen_ai.evaluation.score.value": 0.7,
      "heddle.score.type": "numeric",
    });
    expect(span("faithful").links).toMatchObject([{ kind: "data_flow", spanId: memory.find("run")[0]?.spanId }]);
    expect(attributes("polite")["gen_ai.evaluation.score.label"]).toBe("very");
    expect(attributes("short")["heddle.score.passed"]).toBe(true);
    expect(attributes("odd")["output.value"]).toBe("no judgement");
    expect(attributes("by hand")["gen_ai.evaluation.name"]).toBe("other");
  });
});

test("an evaluation and a check that fail judge nothing, and the program hears of it", async () => {
  const { memory } = recording();
  const down = new Error("judge is down");

  await expect(evaluation("faithful", {}, () => Promise.reject(down))).rejects.toBe(down);
  await expect(guardrail("polite", {}, () => Promise.reject(down))).rejects.toBe(down);

  expect(memory.spans().map(({ status, attributes }) => [status, attributes])).toEqual([
    [
      "error",
      {
        "heddle.span.type": "evaluation",
        "gen_ai.evaluation.name": "faithful",
        "openinference.span.kind": "EVALUATOR",
        "error.type": "Error",
      },
    ],
    ["error", { "heddle.span.type": "guardrail", "openinference.span.kind": "GUARDRAIL", "error.type": "Error" }],
  ]);
});

describe("guardrail", () => {
  test("what the work returns is the verdict", () => {
    const { attributes } = recording();

    guardrail("whole", {}, () => ({
      passed: false,
      action: "redact",
      score: 0.9,
      reason: "an address",
      violations: ["email"],
    }));
    guardrail("passes", {}, () => true);
    guardrail("fails", {}, () => false);
    guardrail("odd", {}, () => "unsure");

    expect(attributes("whole")).toEqual({
      "heddle.span.type": "guardrail",
      "openinference.span.kind": "GUARDRAIL",
      "heddle.guardrail.passed": false,
      "heddle.guardrail.action": "redact",
      "heddle.guardrail.score": 0.9,
      "heddle.guardrail.reason": "an address",
      "heddle.guardrail.violations": ["email"],
    });
    expect(attributes("passes")).toMatchObject({ "heddle.guardrail.passed": true, "heddle.guardrail.action": "allow" });
    expect(attributes("fails")).toMatchObject({ "heddle.guardrail.passed": false, "heddle.guardrail.action": "block" });
    expect(attributes("odd")["output.value"]).toBe("unsure");
  });
});

test("a measurement has a unit and tags, and goes where the span around goes", () => {
  const { memory } = recording();
  const other = new InMemoryTelemetry();

  metric("response_latency", 1.23, { unit: "s", tags: { model: "gpt-5" }, instrument: "histogram" });
  metric("tokens_per_request", 450);
  task("x", { telemetry: other }, () => metric("inside", 1, { unit: "{score}" }));

  expect(memory.metrics()).toMatchObject([
    { name: "response_latency", value: 1.23, unit: "s", instrumentKind: "histogram", attributes: { model: "gpt-5" } },
    { name: "tokens_per_request", value: 450, unit: "", instrumentKind: "counter", attributes: {} },
  ]);
  expect(other.metrics()).toMatchObject([{ name: "inside", unit: "{score}", spanId: other.spans()[0]?.spanId }]);
});

test("a judgement in what a span's work left running is one of that span, though it has ended", async () => {
  const { memory } = recording();

  const late = agent("run", {}, () => [Promise.resolve().then(() => score({ name: "late", value: 1 }))]);
  await late[0];

  const [run, judged] = memory.spans();
  expect([run?.events, judged?.name, judged?.traceId, judged?.parentSpanId]).toEqual([
    undefined,
    "score late",
    run?.traceId,
    run?.spanId,
  ]);
});

test("a span without its trace is refused, wherever the program is", () => {
  recording();

  expect(() => agent("run", {}, () => score({ name: "good" }, { spanId }))).toThrow(
    new TypeError('score good: spanId "bbbbbbbbbbbbbbbb" is in no trace; give its traceId, too'),
  );
});
