import { readdirSync } from "node:fs";
import { afterAll, describe, expect, test } from "vitest";
import { Receiver } from "./receiver.ts";
import { runProgram } from "./run-program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const ends = [
  "natural end",
  "process.exit(0)",
  "uncaught throw",
  "unhandled rejection",
  "SIGTERM",
  "SIGINT",
  "SIGKILL",
];

const receivers: Receiver[] = [];
afterAll(() => Promise.all(receivers.map((receiver) => receiver.kill())));

const started = async () => {
  const receiver = await Receiver.start();
  receivers.push(receiver);
  return receiver;
};

describe.concurrent("after each way a process can end", () => {
  for (const end of ends) {
    test(`what was recorded while nobody listened arrives with the next start: ${end}`, async () => {
      const folder = temporaryFolder();
      const receiver = await started();
      await receiver.kill();

      const first = await runProgram("one-spooled-span.ts", receiver.url, folder, "first", end, "500");
      const left = readdirSync(folder);
      await receiver.start();
      const second = await runProgram("one-spooled-span.ts", receiver.url, folder, "", "natural end", "30000");

      expect(first).toMatchObject(outcomeOf(end));
      expect(left).toHaveLength(1);
      expect(second).toMatchObject(outcomeOf("natural end"));
      expect(receiver.spans().map(({ name }) => name)).toEqual(["first"]);
      expect(receiver.metrics().map(({ name, value }) => [name, value])).toEqual([["loom.runs", 1]]);
      expect(readdirSync(folder)).toEqual([]);
    });

    test(`what was recorded while somebody listened arrives, with the next start at the latest: ${end}`, async () => {
      const folder = temporaryFolder();
      const receiver = await started();

      const first = await runProgram("one-spooled-span.ts", receiver.url, folder, "first", end, "30000");
      const atOnce = receiver.spans().length;
      await runProgram("one-spooled-span.ts", receiver.url, folder, "", "natural end", "30000");

      expect(first).toMatchObject(outcomeOf(end));
      expect([...new Set(receiver.spans().map(({ name }) => name))]).toEqual(["first"]);
      expect(readdirSync(folder)).toEqual([]);
      if (end === "natural end") expect(atOnce).toBe(1);
    });
  }
});

/** How the process must end: just as without telemetry. */
function outcomeOf(end: string): object {
  if (end.startsWith("SIG")) return { code: null, signal: end };
  if (end === "uncaught throw") return { code: 1, stderr: expect.stringContaining("nobody catches me") };
  if (end === "unhandled rejection") return { code: 1, stderr: expect.stringContaining("nobody handles me") };
  return { code: 0, signal: null, stderr: "" };
}
