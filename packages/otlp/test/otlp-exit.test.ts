import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { receiverDown, receiverFor } from "./sender-to.ts";

/** How a short script ended that sent to `url`. */
async function run(...args: readonly string[]): Promise<{ code: number | null; stderr: string }> {
  const program = join(import.meta.dirname, "fixtures", "short-script.ts");
  const child = spawn(process.execPath, ["--conditions=@heddle/source", program, ...args]);
  const [stderr, [code]] = await Promise.all([text(child.stderr), once(child, "close")]);
  return { code, stderr };
}

const warnings = (stderr: string) => stderr.split("\n").filter((line) => line.includes("HeddleWarning"));

describe.concurrent("a short script", () => {
  for (const protocol of ["http/protobuf", "http/json", "grpc"] as const) {
    for (const end of ["natural end", "top-level await", "process.exit(0) after flush", "shutdown"]) {
      test(`loses nothing by ${protocol} at ${end}`, async (context) => {
        const receiver = await receiverFor(protocol, context);

        const ended = await run(receiver.url, protocol, end);

        expect(ended).toEqual({ code: 0, stderr: "" });
        expect(receiver.spans().map(({ name }) => name)).toEqual(["run"]);
        expect(receiver.metrics().map(({ name, value }) => [name, value])).toEqual([["loom.runs", 1]]);
      });
    }

    test(`waits at its natural end until the backend is back, by ${protocol}`, async (context) => {
      const receiver = await receiverFor(protocol, context);
      let requests = 0;
      receiver.answer = () => (++requests < 4 ? "close" : "ok");

      const { code } = await run(receiver.url, protocol, "natural end");

      expect(code).toBe(0);
      expect(receiver.spans().map(({ name }) => name)).toEqual(["run"]);
    });

    for (const [state, answer] of [
      ["down", undefined],
      ["hanging", "hang"],
    ] as const) {
      test(`ends in its time with a backend that is ${state}, by ${protocol}, and says what is lost`, async (context) => {
        const receiver = await (answer === undefined
          ? receiverDown(protocol, context)
          : receiverFor(protocol, context));
        receiver.answer = () => answer ?? "ok";

        const { code, stderr } = await run(receiver.url, protocol, "natural end", "200");

        expect(code).toBe(0);
        expect(warnings(stderr).at(-1)).toMatch(
          /write failed: Error: 2 records are lost: the process has come to its end; 2 records are not sent after 200 ms/,
        );
      });
    }
  }

  test("that exits with something pending says what is lost", async (context) => {
    const receiver = await receiverFor("http/protobuf", context);

    const ended = await run(receiver.url, "http/protobuf", "process.exit(0)");

    expect(ended).toEqual({
      code: 0,
      stderr:
        "HeddleWarning: otlp: write failed: Error: 2 records are lost: the process exited first; await flush() before process.exit()\n",
    });
    expect(receiver.requests).toEqual([]);
  });

  test("that throws says what is lost, and fails as without telemetry", async (context) => {
    const receiver = await receiverFor("http/protobuf", context);

    const { code, stderr } = await run(receiver.url, "http/protobuf", "uncaught throw");

    expect(code).toBe(1);
    expect(stderr).toContain("nobody catches me");
    expect(warnings(stderr)).toHaveLength(1);
  });

  test("that has given up at shutdown does not wait at its end", async (context) => {
    const receiver = await receiverDown("http/protobuf", context);

    const { code, stderr } = await run(receiver.url, "http/protobuf", "shutdown", "50");

    expect(code).toBe(0);
    expect(warnings(stderr).at(-1)).toContain("2 records are lost: the telemetry was given up");
  });
});
