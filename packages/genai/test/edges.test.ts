import { setImmediate as turn } from "node:timers/promises";
import type { SpanRecord } from "@heddle/core";
import { agent, configure, fallback, parallel, retry, task, tool } from "@heddle/genai";
import { afterEach, describe, expect, test } from "vitest";
import { currentScope } from "../src/edges/edges.ts";
import { recording } from "./recording.ts";

afterEach(() => {
  configure({ enabled: false });
});

/** `"b retry_of a"`, in the order the spans ended. */
function edges(spans: readonly SpanRecord[]): readonly string[] {
  const nameOf = (spanId: string) => spans.find((span) => span.spanId === spanId)?.name;
  return spans.flatMap(({ name, links = [] }) => links.map(({ kind, spanId }) => `${name} ${kind} ${nameOf(spanId)}`));
}

const fail = (name: string) =>
  tool(name, {}, (): string => {
    throw new Error(name);
  });

test("edges are given with the span, from the newer one to the older", () => {
  const { memory } = recording();

  const plan = task("plan", {}, (span) => span);
  const search = task("search", { edges: { caused_by: plan } }, (span) => span);
  task("answer", { edges: { data_flow: [plan, search], handoff: memory.spans()[0] as SpanRecord } }, () => {});

  expect(edges(memory.spans())).toEqual([
    "search caused_by plan",
    "answer data_flow plan",
    "answer data_flow search",
    "answer handoff plan",
  ]);
});

describe("retry", () => {
  test("each attempt names the one before, and the first success is what comes back", async () => {
    const { memory } = recording();

    const result = await agent("run", {}, () =>
      retry({ attempts: 3 }, (attempt) =>
        attempt < 3 ? fail(`try ${attempt}`) : tool("try 3", {}, async () => "done"),
      ),
    );

    expect(result).toBe("done");
    expect(edges(memory.spans())).toEqual(["try 2 retry_of try 1", "try 3 retry_of try 2"]);
  });

  test("the last error comes out when no attempt succeeds", async () => {
    const { memory } = recording();

    await expect(retry({ attempts: 2 }, (attempt) => fail(`try ${attempt}`))).rejects.toThrow("try 2");

    expect(memory.spans().map(({ name, status }) => `${name} ${status}`)).toEqual(["try 1 error", "try 2 error"]);
  });

  test("it is tried again only for errors that are worth it, never after an abort", async () => {
    recording();
    const tried: unknown[] = [];
    const attempt = (error: Error) => async () => {
      tried.push(error.name);
      throw error;
    };
    const abort = new DOMException("stop", "AbortError");

    await expect(retry({ when: () => false }, attempt(new TypeError("x")))).rejects.toThrow("x");
    await expect(retry({}, attempt(abort))).rejects.toBe(abort);

    expect(tried).toEqual(["TypeError", "AbortError"]);
  });

  test("it waits as told, and stops waiting when it is aborted", async () => {
    recording();
    const stop = new AbortController();
    const waits: unknown[] = [];
    const delayMs = (attempt: number, error: unknown) => {
      waits.push([attempt, (error as Error).message]);
      if (attempt === 2) setImmediate(() => stop.abort(new Error("enough")));
      return attempt === 2 ? 3_600_000 : 1;
    };

    await expect(retry({ attempts: 9, delayMs, signal: stop.signal }, () => fail("t"))).rejects.toMatchObject({
      name: "AbortError",
    });
    await expect(retry({ signal: stop.signal }, () => "never")).rejects.toThrow("enough");

    expect(waits).toEqual([
      [1, "t"],
      [2, "t"],
    ]);
  });

  test("a number of attempts that is none is refused", async () => {
    await expect(retry({ attempts: 0 }, () => 1)).rejects.toThrow("retry: attempts 0 is not a number of attempts");
    await expect(retry({ attempts: Number.NaN }, () => 1)).rejects.toThrow(RangeError);
  });

  test("only spans directly in the attempt are linked, and attempts without a span do no harm", async () => {
    const { memory } = recording();

    await retry({ attempts: 4 }, async (attempt) => {
      if (attempt === 1) throw new Error("before any span");
      await turn();
      return tool(`try ${attempt}`, {}, async () => {
        await turn();
        tool("inner", {}, () => {});
        if (attempt < 3) throw new Error("again");
      });
    });

    expect(edges(memory.spans())).toEqual(["try 3 retry_of try 2"]);
  });

  test("attempts of several spans are linked by their first", async () => {
    const { memory } = recording();

    await retry({}, (attempt) => {
      task(`plan ${attempt}`, {}, () => {});
      return attempt === 1 ? fail("call 1") : tool("call 2", {}, () => 1);
    });

    expect(edges(memory.spans())).toEqual(["plan 2 retry_of plan 1"]);
  });
});

describe("fallback", () => {
  test("each alternative names the last span of the one before, retries included", async () => {
    const { memory } = recording();
    const told: unknown[] = [];

    const result = await agent("run", {}, () =>
      fallback([
        () => retry({ attempts: 2 }, (attempt) => fail(`api ${attempt}`)),
        (error) => {
          told.push((error as Error).message);
          return fail("mirror");
        },
        () => tool("cache", {}, () => "old news"),
      ]),
    );

    expect(result).toBe("old news");
    expect(told).toEqual(["api 2"]);
    expect(edges(memory.spans())).toEqual([
      "api 2 retry_of api 1",
      "mirror fallback_of api 2",
      "cache fallback_of mirror",
    ]);
  });

  test("when none succeeds the last error comes out, also one that is nothing", async () => {
    recording();

    await expect(fallback([() => fail("a"), () => fail("b")])).rejects.toThrow("b");
    await expect(fallback([() => Promise.reject(undefined)])).rejects.toBeUndefined();
    await expect(fallback([])).rejects.toThrow("fallback: there is no alternative; give one or more functions");
  });

  test("an alternative without a span is named by nobody", async () => {
    const { memory } = recording();

    await fallback([() => Promise.reject(new Error("early")), () => tool("second", {}, () => 1)]);

    expect(edges(memory.spans())).toEqual([]);
  });
});

describe("parallel", () => {
  test("branches run at once, each below and branched from the span around, with their results in order", async () => {
    const { memory } = recording();

    const result = await agent("run", {}, async () => {
      await turn();
      return parallel([
        () =>
          tool("web", {}, async () => {
            await turn();
            await turn();
            tool("inner", {}, () => {});
            return 1;
          }),
        () => tool("docs", {}, async () => "two"),
        () => 3,
      ]);
    });

    const [one, two, three]: [number, string, number] = result;
    expect([one, two, three]).toEqual([1, "two", 3]);
    const run = memory.find("run")[0]?.spanId;
    expect(["web", "docs"].map((name) => memory.find(name)[0]?.parentSpanId)).toEqual([run, run]);
    expect(edges(memory.spans())).toEqual(["docs branched_from run", "web branched_from run"]);
  });

  test("the first failure comes out, also of a branch that throws at once; outside of a span there is nothing to name", async () => {
    const { memory } = recording();

    await expect(parallel([() => fail("a"), async () => turn()])).rejects.toThrow("a");

    expect(edges(memory.spans())).toEqual([]);
  });

  test("retries inside of a branch are drawn, too", async () => {
    const { memory } = recording();

    await agent("run", {}, () =>
      parallel([() => retry({}, (attempt) => (attempt === 1 ? fail("x 1") : tool("x 2", {}, () => 1)))]),
    );

    expect(edges(memory.spans())).toEqual(["x 1 branched_from run", "x 2 retry_of x 1"]);
  });
});

test("work that goes on for ever in a branch or an attempt does not fill the memory", async () => {
  recording();
  const sizes: number[] = [];

  await parallel([
    () =>
      retry({}, () => {
        for (let i = 0; i < 1000; i++) task("step", {}, () => {});
        sizes.push(JSON.stringify(currentScope()).length);
      }),
  ]);

  expect(sizes).toEqual([expect.toSatisfy((size: number) => size < 1000)]);
});
