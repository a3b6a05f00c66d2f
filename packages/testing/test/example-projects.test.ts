import { describe, expect, test, vi } from "vitest";
import { project } from "./project.ts";

// Each starts up to three test runners, one after the other.
vi.setConfig({ testTimeout: 240_000 });

const failure = `expected these calls of tools, in this order and no others:
  1. search({ query: "green tea", limit: 3 })  ◀── missing

Trace: shop (<0.1ms) ok
3 spans, 1 model call, 1 tool call, 100 tokens in, 20 out, $0.000325
└── [agent] shop +0ms [<0.1ms] ✓
    ├── [llm] plan gpt-5 +0ms [<0.1ms] ✓ 100 tokens in, 20 out, $0.000325
    └── [tool] search +0ms [<0.1ms] ✓
            ◀── nearest to 1: arguments.query is "tea", expected "green tea"`;

/** What is printed in a column of its own. */
const unindented = (text: string) => text.replace(/^ +/gm, "");

describe.each([
  ["vitest", "vitest/__snapshots__/shop.test.js.snap", ["-u"]],
  ["jest", "jest/__snapshots__/shop.test.js.snap", ["-u"]],
  ["node-test", "node-test/shop.test.js.snapshot", ["--test-update-snapshots"]],
] as const)("the example project for %s", (name, snapshot, update) => {
  test("passes, and changes none of its snapshots", async () => {
    const { run, read } = project(name);
    const before = read(snapshot);

    const { code, printed } = await run();

    expect([code, printed]).toEqual([0, expect.stringMatching(/1 skipped|skipped 1/)]);
    expect(read(snapshot)).toBe(before);
  });

  test("shows where the run was not as expected", async () => {
    const { run } = project(name);

    const { code, printed } = await run([], { SHOW_A_FAILURE: "1" });

    expect(code).toBe(1);
    expect(unindented(printed)).toContain(unindented(failure));
    expect(printed).toMatch(/shop\.test\.js:\d+/);
  });

  test("keeps what a run did as a snapshot, shows what is different, and writes it anew when told", async () => {
    const { run, edit, read } = project(name);
    edit("tea-shop.js", "limit: 3", "limit: 5");
    edit(`${name}/shop.test.js`, "limit: 3", "limit: 5");

    const changed = await run();
    const updated = await run(update);
    const again = await run();

    expect([changed.code, updated.code, again.code]).toEqual([1, 0, 0]);
    const changedLine = (sign: string, limit: number) =>
      expect.stringMatching(new RegExp(`^ *\\${sign} .*gen_ai\\.tool\\.call\\.arguments: {"limit":${limit},`, "m"));
    const lines = changed.printed.replaceAll('\\"', '"');
    expect(lines).toEqual(changedLine("-", 3));
    expect(lines).toEqual(changedLine("+", 5));
    expect(read(snapshot)).toContain('gen_ai.tool.call.arguments: {"limit":5,"query":"green tea"}');
  });

  test("what no test asks for any more is taken out of the snapshots when told", async () => {
    const { run, edit, read } = project(name);
    edit(`${name}/shop.test.js`, "the shop asks", "the shop still asks");

    const { code } = await run(update);

    expect(code).toBe(0);
    expect(read(snapshot).match(/^exports\[`.*/gm)).toEqual([expect.stringContaining("the shop still asks")]);
  });
});
