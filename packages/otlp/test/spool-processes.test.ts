import { appendFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readJsonl } from "@heddle/core";
import { describe, expect, test } from "vitest";
import type { Receiver } from "./receiver.ts";
import { ended, runProgram, startProgram } from "./run-program.ts";
import { receiverDown, receiverFor } from "./sender-to.ts";
import { telemetryTo } from "./telemetry-to.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const namesAt = (receiver: Receiver) => receiver.spans().map(({ name }) => name);

const namesOf = (name: string, count: number) => Array.from({ length: count }, (_, index) => `${name} ${index}`);

const segmentsIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => join(folder, name));

describe("processes that share a folder", { timeout: 120_000 }, () => {
  test("ship their own records, each once", async () => {
    const folder = temporaryFolder();
    const receiver = await receiverFor();

    const [one, two] = await Promise.all(
      ["one", "two"].map((name) => runProgram("many-spooled-spans.ts", receiver.url, folder, name, "5000")),
    );

    expect([one?.stderr, two?.stderr]).toEqual(["", ""]);
    expect(namesAt(receiver).sort()).toEqual([...namesOf("one", 5000), ...namesOf("two", 5000)].sort());
    expect(readdirSync(folder)).toEqual([]);
  });

  test("ship what another one left that was killed, once, while they live", async () => {
    const folder = temporaryFolder();
    const receiver = await receiverDown();
    const lost = startProgram("many-spooled-spans.ts", receiver.url, folder, "lost", "2000");
    await new Promise((resolve) => lost.stdout?.once("data", resolve));
    const one = telemetryTo(receiver, { spool: folder });
    const two = telemetryTo(receiver, { spool: folder });
    await sleep(100);
    lost.kill("SIGKILL");
    await ended(lost);

    await receiver.start();
    while (readdirSync(folder).length > 2) await sleep(20);
    await one.telemetry.shutdown();
    await two.telemetry.shutdown();

    expect(namesAt(receiver).sort()).toEqual(namesOf("lost", 2000).sort());
    expect([...one.told(), ...two.told()].filter((message) => !message.includes("ECONNREFUSED"))).toEqual([]);
  });

  test("lose nothing that was recorded when one is killed while it ships", async () => {
    const folder = temporaryFolder();
    const receiver = await receiverFor();
    receiver.answer = () => ({ delayMs: 20 });

    for (const name of ["a", "b", "c"]) {
      const child = startProgram("many-spooled-spans.ts", receiver.url, folder, name, "1000000");
      while (!receiver.requests.some(({ body }) => body.includes(`${name} 0`))) await sleep(5);
      child.kill("SIGKILL");
      await ended(child);
    }
    const onDisk = segmentsIn(folder).flatMap((path) => {
      return readJsonl(readFileSync(path, "utf8")).records.flatMap((record) => ("name" in record ? record.name : []));
    });
    receiver.answer = () => "ok";
    await runProgram("many-spooled-spans.ts", receiver.url, folder, "d", "1");

    const names = new Set(namesAt(receiver));
    for (const name of ["a", "b", "c"]) {
      const own = [...names].filter((each) => each.startsWith(name)).map((each) => Number(each.split(" ")[1]));
      const last = own.reduce((most, index) => Math.max(most, index), -1);
      expect(own.length, `spans of ${name} without a gap`).toBe(last + 1);
    }
    expect(onDisk.filter((each) => !names.has(each))).toEqual([]);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("keep 100,000 spans in 64 MB of memory while nobody listens, and ship them in no more", async () => {
    const folder = temporaryFolder();
    const receiver = await receiverDown();
    const child = startProgram("many-spooled-spans.ts", "--max-old-space-size=64", receiver.url, folder, "x", "100000");
    const end = ended(child);
    await new Promise((resolve) => child.stdout?.once("data", resolve));

    await receiver.start();
    const { code } = await end;

    expect(code).toBe(0);
    expect(new Set(namesAt(receiver)).size).toBe(100_000);
    expect(readdirSync(folder)).toEqual([]);
  });

  test("pass over a line that was torn", async () => {
    const folder = temporaryFolder();
    const receiver = await receiverDown();
    const child = startProgram("many-spooled-spans.ts", receiver.url, folder, "whole", "10");
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    child.kill("SIGKILL");
    await ended(child);
    for (const path of segmentsIn(folder)) appendFileSync(path, '{"kind":"span","name":"to');

    await receiver.start();
    await runProgram("many-spooled-spans.ts", receiver.url, folder, "more", "1");

    expect(namesAt(receiver).sort()).toEqual(["more 0", ...namesOf("whole", 10)]);
    expect(readdirSync(folder)).toEqual([]);
  });
});
