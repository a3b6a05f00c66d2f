import {
  agent,
  configure,
  fallback,
  observe,
  parallel,
  retrieval,
  retry,
  session,
  subAgent,
  tool,
} from "@heddle/genai";
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
      "agent: the work is undefined; give options, {} for none, and then a function",
    ],
    [
      "the work is left out",
      () => (subAgent as unknown as Call)("x", {}),
      "sub_agent: the work is undefined; give options, {} for none, and then a function",
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
      "retrieval: the work is undefined; give options, {} for none, and then a function",
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
      "a capture that would keep everything",
      () => tool("x", { capture: "none" as never }, work),
      'tool: capture is "none"; give { input: false, output: false } to keep neither',
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

  test.each<[string, () => Promise<unknown>, string]>([
    [
      "branches that have started already",
      () => parallel([Promise.resolve(1)] as never),
      "parallel: a branch is [object Promise]; give a list of functions, which start the work when they are called",
    ],
    [
      "no branches",
      () => (parallel as Call)() as Promise<unknown>,
      "parallel: a branch is undefined; give a list of functions, which start the work when they are called",
    ],
    [
      "one alternative instead of a list",
      () => fallback(work as never),
      "fallback: an alternative is () => {}; give a list of functions, which start the work when they are called",
    ],
    [
      "retries without options",
      () => (retry as Call)(work) as Promise<unknown>,
      "retry: options are () => {}; give an object, {} for none",
    ],
    [
      "retries without work",
      () => (retry as Call)({}) as Promise<unknown>,
      "retry: the work is undefined; give options, {} for none, and then a function",
    ],
  ])("%s", async (_what, call, message) => {
    await expect(call()).rejects.toThrow(new TypeError(message));
  });

  test("a session without options", () => {
    expect(() => (session as Call)("chat-7", work)).toThrow("session: options are () => {}; give an object");
    expect(() => (session as Call)("chat-7", {})).toThrow("session: the work is undefined");
  });

  test("edges that are null are none", () => {
    const { span } = recording();

    tool("x", { edges: null as never }, work);

    expect(span().links).toBeUndefined();
  });

  test("also where nothing is recorded", () => {
    configure({ enabled: false });

    expect(() => (agent as Call)("x", work)).toThrow("agent: the work is undefined");
  });
});
