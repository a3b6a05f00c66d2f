import { Workflow } from "@heddle/agent";
import { capture } from "@heddle/testing";
import { describe, expect, test } from "vitest";
import { treeOf } from "./picture.ts";
import "@heddle/testing/vitest";

test("a node may know whose run it is", async () => {
  const workflow = new Workflow<string>("w").step("look", (_, { signal, ...context }) => context);

  expect(await workflow.run("", { userId: "alice", sessionId: "s" })).toEqual({ userId: "alice", sessionId: "s" });
  expect(await workflow.run("")).toEqual({ sessionId: expect.stringMatching(/^run_/) });
});

test("a longer workflow leaves the one it came from as it was", async () => {
  const one = new Workflow<number>("w").step("one", (n) => n + 1);
  const two = one.step("two", (n) => n * 10);

  expect([await one.run(1), await two.run(1)]).toEqual([2, 20]);
});

describe("a node that fails", () => {
  test("ends the run with its error, and the spans around it", async () => {
    const { telemetry: memory } = capture();
    const error = new Error("no paper");
    const workflow = new Workflow<string>("w", { telemetry: memory })
      .step("print", () => {
        throw error;
      })
      .step("bind", () => "book");

    await expect(workflow.run("x", { sessionId: "s" })).rejects.toBe(error);

    expect(treeOf(memory)).toEqual([
      "loom.workflow error workflow=w, session_id=s",
      "  loom.workflow.step error step=print, node=print, pattern=sequence, session_id=s",
    ]);
  });

  test("calls off those beside it, and waits until they have ended", async () => {
    const { telemetry: memory } = capture();
    const error = new Error("no ink");
    const signals: AbortSignal[] = [];
    const workflow = new Workflow<string>("w", { telemetry: memory }).parallel("p", {
      print: () => Promise.reject(error),
      wait: (_, { signal }) => {
        signals.push(signal);
        return new Promise(() => {});
      },
    });

    await expect(workflow.run("x", { sessionId: "s" })).rejects.toBe(error);

    expect(signals[0]?.aborted).toBe(true);
    expect(treeOf(memory, ["session_id", "pattern", "node"])).toEqual([
      "loom.workflow error workflow=w",
      "  loom.workflow.step error step=p",
      "    loom.workflow.step error step=p.print",
      "    loom.workflow.step cancelled step=p.wait",
    ]);
    expect(memory).toHaveNoOpenSpans();
  });

  test("a node that does not look at its signal is left behind", async () => {
    const stop = new AbortController();
    const { telemetry: memory } = capture();
    const workflow = new Workflow<string>("w", { telemetry: memory }).step("wait", () => {
      setImmediate(() => stop.abort("left"));
      return new Promise(() => {});
    });

    await expect(workflow.run("x", { signal: stop.signal })).rejects.toBe("left");

    expect(memory).toHaveSpanTree({
      name: "loom.workflow",
      status: "cancelled",
      children: [{ name: "loom.workflow.step", status: "cancelled" }],
    });
  });

  test("no node begins once the signal has aborted", async () => {
    const stop = new AbortController();
    const { telemetry: memory } = capture();
    const workflow = new Workflow<string>("w", { telemetry: memory })
      .step("first", () => stop.abort())
      .step("second", () => "never");

    await expect(workflow.run("x", { signal: stop.signal })).rejects.toMatchObject({ name: "AbortError" });

    const first = { name: "loom.workflow.step", status: "ok", attributes: { step: "first" } } as const;
    expect(memory).toHaveSpanTree({ name: "loom.workflow", status: "cancelled", children: [first] });
  });
});
