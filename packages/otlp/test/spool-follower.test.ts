import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { MessageChannel } from "node:worker_threads";
import { decodeTraces } from "@heddle/otlp";
import { expect, onTestFinished, test, vi } from "vitest";
import { segmentPath } from "../src/segments.ts";
import { SpoolFollower } from "../src/spool-follower.ts";
import type { FromFollower } from "../src/spool-messages.ts";
import { newOwner } from "../src/spool-owner.ts";
import type { Receiver } from "./receiver.ts";
import { receiverDown, receiverFor } from "./sender-to.ts";
import { following, RUN, spanNamed, spoolingIn, tokens } from "./spooling.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const namesAt = (receiver: Receiver) => receiver.spans().map(({ name }) => name);

const segmentsIn = (path: string) => readdirSync(path).filter((name) => name.endsWith(".jsonl"));

test("records arrive as they come, and segments that are shipped are deleted", async () => {
  const receiver = await receiverFor();
  const folder = temporaryFolder();
  const { writer, counters, settings, path } = spoolingIn(folder, receiver.url, { batch: { intervalMs: 1 } });
  const neighbour = `0000000000-00000002.${newOwner()}`;
  mkdirSync(join(folder, neighbour));
  const names = Array.from({ length: 100 }, (_, index) => `span ${index}`);
  const { problems } = following(settings, writer);

  for (const name of names) {
    writer.write(spanNamed(name));
    if (name.endsWith("9")) await sleep(2);
  }
  await vi.waitUntil(() => counters.written === 100 && segmentsIn(path).length === 1, { timeout: 60_000 });

  expect(namesAt(receiver)).toEqual(names);
  expect(counters.failed).toBe(0);
  expect(counters.freedBytes).toBeGreaterThan(20_000);
  expect(readdirSync(folder)).toContain(neighbour);
  expect(problems).toEqual([]);
});

test("metrics arrive in their interval", async () => {
  const receiver = await receiverFor();
  const options = { metricsIntervalMs: 5, batch: { intervalMs: 1 } };
  const { writer, counters, settings } = spoolingIn(temporaryFolder(), receiver.url, options);
  following(settings, writer);

  writer.write(tokens(40));
  await vi.waitUntil(() => counters.written === 1, { timeout: 60_000 });

  expect(receiver.metrics().map(({ value }) => value)).toEqual([40]);
});

test("metrics go on where another follower was", async () => {
  const receiver = await receiverFor();
  const { writer, settings } = spoolingIn(temporaryFolder(), receiver.url);
  const first = following(settings, writer);
  writer.write(tokens(40));
  await first.arrival();
  writer.write(tokens(2));
  await first.stop();

  const second = following({ ...settings, owner: "1-2-3-4", run: "0000000001-00000001" });
  await second.arrival();

  expect(receiver.metrics().map(({ value }) => value)).toEqual([40, 42]);
});

test("many metrics are sent in requests of their size", async () => {
  const receiver = await receiverFor();
  const { writer, counters, settings } = spoolingIn(temporaryFolder(), receiver.url, {
    batch: { maxBytes: 2048, maxSpans: 5 },
  });

  for (let index = 0; index < 100; index++) writer.write(tokens(1, { index }));
  for (let index = 0; index < 20; index++) writer.write(spanNamed("one of many"));
  await following(settings, writer).arrival();

  expect(counters.written).toBe(120);
  expect(receiver.metrics()).toHaveLength(100);
  expect(receiver.spans()).toHaveLength(20);
  expect(receiver.requests.filter(({ body }) => body.length > 2048)).toEqual([]);
});

test("a line that is no record is counted as failed and told, unless it is what a full disk left of one", async () => {
  const receiver = await receiverFor();
  const { writer, counters, settings, path } = spoolingIn(temporaryFolder(), receiver.url);

  writer.write(spanNamed("one"));
  appendFileSync(segmentPath(path, 1), '{"kind":"span","na\n{"kind":"span"}\n');
  writer.write(spanNamed("two"));
  const { problems, arrival } = following(settings, writer);
  await arrival();

  expect(namesAt(receiver)).toEqual(["one", "two"]);
  expect([counters.written, counters.failed]).toEqual([2, 1]);
  expect(problems).toEqual(["a line of the spool is no record: name is missing; expected a string"]);
});

test("what others have left arrives beside, and holds up nobody who cannot be read", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverFor();
  const left = ["0000000000-00000002.free", "0000000000-00000003.free", "something else"];
  for (const name of left) mkdirSync(join(folder, name));
  mkdirSync(join(folder, left[0] as string, "progress.json"));
  const { writer, settings, spool } = spoolingIn(folder, receiver.url);
  writer.write(spanNamed("own"));
  const other = new Array(3).fill("").map((_, index) => JSON.stringify(lineOf(`left ${index}`)));
  writeFileSync(join(folder, left[1] as string, "00000007.jsonl"), `${other.join("\n")}\n{"torn`);
  const { problems, arrival } = following(settings, writer);
  const arrived = arrival();
  await vi.waitUntil(() => receiver.spans().length === 4, { timeout: 60_000 });

  rmdirSync(join(spool.pathOf("0000000000-00000002"), "progress.json"));
  await Promise.all([arrived, arrival()]);

  expect(namesAt(receiver).sort()).toEqual(["left 0", "left 1", "left 2", "own"]);
  expect(readdirSync(folder).sort()).toEqual([`${RUN}.${spool.owner}`, "something else"]);
  expect(problems.every((problem) => problem.startsWith("the spool is in trouble: EISDIR"))).toBe(true);
  expect(problems).not.toEqual([]);
});

/** The line of a span as others write it. */
function lineOf(name: string): object {
  return {
    kind: "span",
    name,
    trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
    span_id: "00f067aa0ba902b7",
    started_at: "2026-01-01T00:00:00.000000Z",
    ended_at: "2026-01-01T00:00:00.001000Z",
    duration_ms: 1,
    attributes: {},
  };
}

test("what is in the way of a run that was left is told, and holds up nobody", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverFor();
  writeFileSync(join(folder, "0000000000-00000002.free"), "no folder");
  const { writer, settings } = spoolingIn(folder, receiver.url);
  writer.write(spanNamed("own"));
  const { problems } = following(settings, writer);

  await vi.waitUntil(() => receiver.spans().length === 1 && problems.length > 0, { timeout: 60_000 });

  expect(problems[0]).toMatch(/^the spool is in trouble: ENOTDIR/);
});

test("who records is known, also when a full disk has kept it from being written", async () => {
  const receiver = await receiverFor();
  const options = { resource: { rack: "r1" } };
  const { writer, settings, path } = spoolingIn(temporaryFolder(), receiver.url, options);
  writer.write(spanNamed("one"));
  rmSync(join(path, "resource.json"));

  await following(settings, writer).arrival();

  const resources = receiver.requests.flatMap(({ body }) => decodeTraces(body)).map(({ resource }) => resource.rack);
  expect(resources).toEqual(["r1"]);
});

test("a run that somebody has deleted goes on with what is recorded from then on", async () => {
  const receiver = await receiverFor();
  const { writer, settings, path } = spoolingIn(temporaryFolder(), receiver.url);
  const { arrival } = following(settings, writer);
  writer.write(spanNamed("before"));
  await arrival();

  rmSync(path, { recursive: true });
  writer.close();
  writer.write(spanNamed("after"));
  await arrival();
  rmSync(path, { recursive: true });
  await arrival();

  expect(namesAt(receiver)).toEqual(["before", "after"]);
});

test("a segment that is shorter than what was shipped of it is another one", async () => {
  const receiver = await receiverFor();
  const { writer, settings, path } = spoolingIn(temporaryFolder(), receiver.url);
  for (const name of ["one", "two"]) writer.write(spanNamed(name));
  const first = following(settings, writer);
  await first.arrival();
  await first.stop();

  mkdirSync(path);
  writeFileSync(segmentPath(path, 1), `${JSON.stringify(lineOf("three"))}\n`);
  writeFileSync(join(path, "progress.json"), JSON.stringify({ segment: 1, offset: 1_000_000 }));
  await following(settings, writer).arrival();

  expect(namesAt(receiver)).toEqual(["one", "two", "three"]);
});

test("a stop in an outage leaves everything to others, whose turn it is then", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverDown();
  mkdirSync(join(folder, "0000000000-00000002.free"));
  writeFileSync(join(folder, "0000000000-00000002.free", "00000001.jsonl"), `${JSON.stringify(lineOf("older"))}\n`);
  const first = spoolingIn(folder, receiver.url);
  first.writer.write(spanNamed("own"));
  const follower = following(first.settings, first.writer);
  await vi.waitUntil(() => follower.problems.length === 2, { timeout: 60_000 });

  await follower.stop();
  const left = readdirSync(folder).sort();
  await receiver.start();
  const { arrival } = following({ ...first.settings, owner: "1-2-3-4", run: "0000000001-00000001" });
  await arrival();

  expect(left).toEqual(["0000000000-00000001.free", "0000000000-00000002.free"]);
  expect(namesAt(receiver).sort()).toEqual(["older", "own"]);
  expect(readdirSync(folder)).toEqual([]);
});

test("spans that are refused for want of a key wait until it is mended, and are tried when somebody asks", async () => {
  const receiver = await receiverFor();
  receiver.answer = () => ({ status: 401 });
  const { writer, counters, settings } = spoolingIn(temporaryFolder(), receiver.url);
  const { problems, arrival } = following(settings, writer);
  writer.write(spanNamed("one"));
  const arrived = arrival();
  await vi.waitUntil(() => problems.length > 0, { timeout: 60_000 });
  const before = [counters.written, counters.failed];

  receiver.answer = () => "ok";
  await Promise.all([arrived, arrival()]);

  expect(before).toEqual([0, 0]);
  expect([counters.written, counters.failed]).toEqual([1, 0]);
  expect(problems).toEqual(["HTTP 401; records wait until that is mended, and it is tried again now and then"]);
});

test("a stop while metrics wait leaves them to others", async () => {
  const folder = temporaryFolder();
  const { writer, counters, settings } = spoolingIn(folder, (await receiverDown()).url);
  writer.write(tokens(1));
  const { problems, arrival, stop } = following(settings, writer);

  void arrival();
  await vi.waitUntil(() => problems.length > 0, { timeout: 60_000 });
  await stop();

  expect(counters.written).toBe(0);
  expect(readdirSync(folder)).toEqual([`${RUN}.free`]);
});

test("a segment that cannot be read is tried again", async () => {
  const receiver = await receiverFor();
  const { writer, settings, path } = spoolingIn(temporaryFolder(), receiver.url, { batch: { intervalMs: 1 } });
  const segment = segmentPath(path, 1);
  rmSync(segment);
  mkdirSync(segment);
  const { problems, arrival } = following(settings, writer);
  const arrived = arrival();
  await vi.waitUntil(() => problems.length > 2, { timeout: 60_000 });

  rmdirSync(segment);
  writer.close();
  writer.write(spanNamed("one"));
  await arrived;
  await arrival();

  expect(namesAt(receiver)).toEqual(["one"]);
  expect(problems.every((problem) => problem.startsWith("the spool is in trouble: EISDIR"))).toBe(true);
});

test("progress that cannot be remembered is told when it can be", async () => {
  const receiver = await receiverFor();
  const { writer, counters, settings, path } = spoolingIn(temporaryFolder(), receiver.url, {
    batch: { intervalMs: 1 },
  });
  mkdirSync(join(path, "progress.json.new"));
  writer.write(spanNamed("one"));
  const { problems } = following(settings, writer);
  await vi.waitUntil(() => problems.length > 2, { timeout: 60_000 });
  const before = counters.written;

  rmdirSync(join(path, "progress.json.new"));
  await vi.waitUntil(() => counters.written === 1, { timeout: 60_000 });

  expect(before).toBe(0);
  expect(namesAt(receiver)).toEqual(["one"]);
  expect(problems[0]).toMatch(/^the spool is in trouble: EISDIR/);
});

test("every few seconds it shows that it is alive, and takes over what others have left", async () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  onTestFinished(() => void vi.useRealTimers());
  const folder = temporaryFolder();
  const { settings, spool, path } = spoolingIn(folder, (await receiverDown()).url);
  following(settings);
  mkdirSync(join(folder, "0000000000-00000002.free"));
  utimesSync(path, 0, 0);

  vi.advanceTimersByTime(5000);

  expect(readdirSync(folder).sort()).toEqual([`${RUN}.${spool.owner}`, `0000000000-00000002.${spool.owner}`]);
  expect(statSync(path).mtimeMs).toBeGreaterThan(0);
});

test.skipIf(!existsSync("/proc/self/fd"))("a segment that was deleted while the disk was full is let go", async () => {
  const receiver = await receiverFor();
  const { writer, counters, settings, path } = spoolingIn(temporaryFolder(), receiver.url, {
    batch: { intervalMs: 1 },
  });
  const segment = segmentPath(path, 1);
  const isHeld = () => descriptors().some((target) => target.startsWith(segment));
  mkdirSync(join(path, "progress.json.new"));
  writer.write(spanNamed("one"));
  writer.close();
  const { problems } = following(settings, writer);
  await vi.waitUntil(() => problems.length > 0, { timeout: 60_000 });
  const before = isHeld();

  rmSync(segment);
  rmdirSync(join(path, "progress.json.new"));
  await vi.waitUntil(() => counters.written === 1 && !isHeld(), { timeout: 60_000 });

  expect(before).toBe(true);
});

/** What the open files of this process are. */
function descriptors(): string[] {
  return readdirSync("/proc/self/fd").flatMap((name) => {
    try {
      return readlinkSync(join("/proc/self/fd", name));
    } catch {
      return [];
    }
  });
}

test("a stop when all has arrived leaves nothing", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverFor();
  const { writer, settings } = spoolingIn(folder, receiver.url);
  writer.write(spanNamed("own"));
  const { arrival, stop } = following(settings, writer);

  await arrival();
  await stop();

  expect(readdirSync(folder)).toEqual([]);
});

test("a follower that cannot find out how far it has come says so", async () => {
  const { settings, path } = spoolingIn(temporaryFolder(), "http://127.0.0.1:9");
  rmSync(join(path, "progress.json"));
  mkdirSync(join(path, "progress.json"));

  const follower = new SpoolFollower(settings, () => {});
  onTestFinished(() => follower.take({ kind: "stop" }));

  await expect(follower.follow()).rejects.toThrow("EISDIR");
});

test("the thread does what its messages say, and tells how it went", async () => {
  const receiver = await receiverFor();
  const { writer, settings } = spoolingIn(temporaryFolder(), receiver.url);
  const { port1: ours, port2: parentPort } = new MessageChannel();
  const messages: FromFollower[] = [];
  ours.on("message", (message) => messages.push(message));
  vi.doMock("node:worker_threads", async (original) => ({ ...(await original()), parentPort, workerData: settings }));

  const thread = import("../src/spool-worker.ts");
  writer.write(spanNamed("one"));
  ours.postMessage({ kind: "hurry", call: 1 });
  await vi.waitUntil(() => messages.some((message) => message.kind === "arrived" && message.own === 1), {
    timeout: 60_000,
  });
  ours.postMessage({ kind: "stop" });
  await thread;

  vi.doUnmock("node:worker_threads");
  await vi.waitUntil(() => messages.at(-1)?.kind === "stopped", { timeout: 60_000 });
  expect(namesAt(receiver)).toEqual(["one"]);
});
