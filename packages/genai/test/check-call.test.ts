import { agent, configure, observe, retrieval, subAgent, tool } from "@heddle/genai";
import { afterEach, describe, expect, test } from "vitest";
import { recording } from "./recording.ts";

/** A program without types may call with anything. */
type Call = (...args: unknown[]) => unknown;

const work = () => {};

afterEach(() => {
  configure({ enabled: false });
});

describe("calls that can mean nothing throw where they are made, and record nothing", () => {
  test.each<[string, () => unknown, string]>([
    [
      "the options are left out",
      () => (agent as Call)("x", work),
      "agent: the work is undefined; give a name, options and a function",
    ],
    [
      "the work is left out",
      () => (subAgent as unknown as Call)("x", {}),
      "sub_agent: the work is undefined; give a name, options and a function",
    ],
    ["null options", () => (agent as Call)("x", null, work), "agent: options are null; give an object, {} for none"],
    ["a list of options", () => (agent.start as Call)("x", ["a"]), "agent: options are a; give an object, {} for none"],
    [
      "options that are a text",
      () => (tool.stream as Call)("x", "input", work),
      'tool: options are "input"; give an object, {} for none',
    ],
    [
      "a stream of nothing",
      () => (retrieval.stream as unknown as Call)("x", {}),
      "retrieval: the work is undefined; give a name, options and a function",
    ],
    [
      "a telemetry's name",
      () => tool("x", { telemetry: "console" as never }, work),
      'tool: telemetry is "console"; give an object with trace() and emitMetric(), or tell configure()',
    ],
    [
      "no telemetry where one is expected",
      () => tool("x", { telemetry: null as never }, work),
      "tool: telemetry is null; give an object with trace() and emitMetric(), or tell configure()",
    ],
    [
      "an observed function's telemetry, before it is called",
      () => observe(work, { telemetry: {} as never }),
      "observe: telemetry is [object Object]; give an object with trace() and emitMetric(), or tell configure()",
    ],
    [
      "a type that is none",
      () => observe(work, { type: "toString" as never }),
      "observe: type toString is not known; give one of agent, chain, custom, decision, embedding, evaluation, guardrail, " +
        "human_input, llm, rag, retrieval, sub_agent, task, tool, transformation, validation",
    ],
  ])("%s", (_what, call, message) => {
    const { memory } = recording();

    expect(call).toThrow(new TypeError(message));

    expect([memory.spans(), memory.openSpans()]).toEqual([[], []]);
  });

  test("also where nothing is recorded", () => {
    configure({ enabled: false });

    expect(() => (agent as Call)("x", work)).toThrow("agent: the work is undefined");
  });
});
