import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Telemetry } from "@heddle/core";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { segmentPath, segmentsIn } from "../src/segments.ts";
import { Receiver } from "./receiver.ts";
import { receiverDown, receiverFor } from "./sender-to.ts";
import { following, spanNamed, spoolingIn, tokens } from "./spooling.ts";
import { telemetryTo } from "./telemetry-to.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const record = (telemetry: Telemetry, ...names: readonly string[]) => {
  for (const name of names) telemetry.trace(name, { text: "x".repeat(100) }, () => {});
};

const namesAt = (receiver: Receiver) => [...new Set(receiver.spans().map(({ name }) => name))];

const names = (count: number) => Array.from({ length: count }, (_, index) => `span ${index}`);

const remove = (path: string) => rmSync(path, { recursive: true, force: true });

/** What is in a spool, the runs without their names. */
const filesIn = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => name.split("/")[1])
    .filter((name) => name !== undefined)
    .sort();

test("a spool that is deleted under a running program is told once, made again, and what comes then arrives", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverFor();
  const { telemetry, told, counts } = telemetryTo(receiver, { spool: folder });
  record(telemetry, "before");
  await telemetry.flush();

  remove(folder);
  record(telemetry, "after");
  telemetry.emitMetric("loom.runs", 1);
  await telemetry.flush();
  const files = filesIn(folder);
  record(telemetry, "much later");
  await telemetry.flush();

  expect(namesAt(receiver)).toEqual(["before", "after", "much later"]);
  expect(receiver.metrics().map(({ value }) => value)).toContain(1);
  expect(counts()).toEqual({ taken: 4, written: 4, dropped: 0, failed: 0, pending: 0 });
  expect(files).toEqual(["00000001.jsonl", "progress.json", "resource.json"]);
  expect(told()).toEqual([expect.stringMatching(/^otlp: send failed: Error: .*jsonl was deleted or closed/)]);
});

test("what is deleted before it was read is counted as failed, and told", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverDown();
  const { telemetry, told, counts } = telemetryTo(receiver, { spool: { folder, segmentBytes: 1000 } });
  record(telemetry, ...names(100));
  telemetry.emitMetric("loom.runs", 1);

  remove(folder);
  record(telemetry, "lost with the file");
  await receiver.start();
  await telemetry.flush();
  record(telemetry, "after");
  telemetry.emitMetric("loom.runs", 1);
  await telemetry.flush();

  const { taken, written, dropped, failed, pending } = counts();
  expect([taken, dropped, pending]).toEqual([104, 0, 0]);
  expect(written + failed).toBe(104);
  expect(failed).toBeGreaterThan(50);
  expect(namesAt(receiver)).toContain("after");
  expect(told().filter((message) => message.startsWith("otlp: write failed"))).toEqual([
    `otlp: write failed: Error: ${failed} records are lost: somebody has deleted files of the spool`,
  ]);
});

test("a folder that cannot be made again is told by a flush, until it can", async () => {
  const folder = join(temporaryFolder(), "spool");
  const receiver = await receiverFor();
  const { telemetry, told, counts } = telemetryTo(receiver, { spool: folder });
  record(telemetry, "before");
  await telemetry.flush();

  remove(folder);
  writeFileSync(folder, "in the way");
  record(telemetry, "meanwhile");
  await telemetry.flush({ timeoutMs: 1000 });
  rmSync(folder);
  record(telemetry, "after");
  await telemetry.flush();

  expect(namesAt(receiver)).toContain("after");
  expect(counts()).toMatchObject({ taken: 3, dropped: 0, pending: 0 });
  expect(told()).toContainEqual(expect.stringMatching(/^otlp: flush failed: Error: EEXIST|ENOTDIR/));
});

test("an end while something is in the place of the folder is told, and the accounts are right", async () => {
  const folder = join(temporaryFolder(), "spool");
  const { telemetry, told, counts } = telemetryTo(await receiverDown(), { spool: folder });
  record(telemetry, "before");

  remove(folder);
  writeFileSync(folder, "in the way");
  await telemetry.shutdown({ timeoutMs: 1 });

  expect(counts()).toEqual({ taken: 1, written: 0, dropped: 0, failed: 0, pending: 1 });
  expect(told()).toContainEqual(expect.stringMatching(/^otlp: send failed: Error: the spool is in trouble: ENOTDIR/));
});

test("what somebody deletes of a full spool makes room", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverDown();
  const { telemetry, counts } = telemetryTo(receiver, { spool: { folder, segmentBytes: 10_000, maxBytes: 50_000 } });
  while (counts().dropped === 0) record(telemetry, "one of many");

  for (const run of readdirSync(folder)) {
    for (const name of filesIn(folder).slice(0, 3)) remove(join(folder, run, name));
  }
  await vi.waitUntil(
    () => {
      const before = counts().dropped;
      record(telemetry, "after");
      return counts().dropped === before;
    },
    { timeout: 60_000 },
  );
  await receiver.start();
  await telemetry.flush();

  expect(namesAt(receiver)).toContain("after");
  expect(counts()).toMatchObject({ pending: 0 });
});

test("a thread that starts anew after the deletion knows what became of the records before", async () => {
  const receiver = await receiverFor();
  const { writer, counters, settings, path } = spoolingIn(temporaryFolder(), receiver.url);
  const first = following(settings, writer);
  for (const name of names(3)) writer.write(spanNamed(name));
  writer.write(tokens(1));
  await first.arrival();
  await first.stop();

  remove(path);
  writer.write(spanNamed("lost"));
  await writer.flush(1000);
  writer.write(spanNamed("after"));
  await following(settings, writer).arrival();

  expect([counters.written, counters.failed]).toEqual([5, 1]);
  expect(namesAt(receiver)).toEqual([...names(3), "after"]);
});

test("each file says how many records were written before it", async () => {
  const { writer, path } = spoolingIn(temporaryFolder(), "http://127.0.0.1:9");

  for (const name of names(10)) writer.write(spanNamed(name));

  const heads = filesIn(join(path, ".."))
    .filter((name) => name.endsWith(".jsonl"))
    .map((name) => readFileSync(join(path, name), "utf8").split("\n")[1]);
  expect(heads).toEqual([0, 3, 6, 9].map((count) => `{"kind":"spool_file","records_before":${count}}`));
});

const anyStep = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant("record" as const), count: fc.integer({ min: 1, max: 9 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("metric" as const) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("flush" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete all" as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("delete a file" as const), which: fc.nat(10) }) },
);

test("whatever is deleted, whenever: the accounts are right, and what counts as written has arrived", {
  timeout: 120_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyStep, { minLength: 3, maxLength: 15 }), async (steps) => {
      const folder = temporaryFolder();
      const receiver = await Receiver.start();
      const { writer, counters, settings, path } = spoolingIn(folder, receiver.url, { batch: { intervalMs: 1 } });
      const { arrival, stop } = following(settings, writer);
      let taken = 0;
      const take = (isTaken: boolean) => {
        taken += Number(isTaken);
      };
      const flush = async () => {
        await writer.flush(10_000);
        await arrival();
      };

      for (const step of steps) {
        if (step.kind === "record") {
          for (let index = 0; index < step.count; index++) take(writer.write(spanNamed(`span ${taken}`)));
        } else if (step.kind === "metric") take(writer.write(tokens(1)));
        else if (step.kind === "flush") await flush();
        else if (step.kind === "delete all") remove(folder);
        else {
          const segments = segmentsIn(path);
          remove(segmentPath(path, segments[step.which % segments.length] ?? 0));
        }
        expect(counters.written + counters.failed).toBeLessThanOrEqual(taken);
      }
      await flush();

      const metrics = steps.filter(({ kind }) => kind === "metric").length;
      expect(counters.written + counters.failed).toBe(taken);
      expect(new Set(receiver.spans().map(({ name }) => name)).size + metrics).toBeGreaterThanOrEqual(counters.written);
      await stop();
      await receiver.kill();
    }),
    { numRuns: 60 },
  );
});
