import {
  appendFileSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { encodeLine, encodeResource, FileTelemetry, type MetricRecord, readJsonl, type SpanRecord } from "@heddle/core";
import { type ShipOptions, type ShipProblem, type ShipProgress, type ShipSummary, ship } from "@heddle/otlp";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import type { Receiver } from "./receiver.ts";
import { receiverDown, receiverFor } from "./sender-to.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const file = () => join(temporaryFolder(), "traces.jsonl");

const namesAt = (receiver: Receiver) => receiver.spans().map(({ name }) => name);

/** A telemetry's file with these spans in it. */
function recorded(path: string, ...names: readonly string[]): FileTelemetry {
  const telemetry = new FileTelemetry(path, { resource: { serviceName: "planner" } });
  for (const name of names) telemetry.trace(name, {}, () => {});
  return telemetry;
}

/** What a call told, and its end. */
function shipping(path: string, receiver: Receiver, options: ShipOptions = {}) {
  const problems: ShipProblem[] = [];
  const stop = new AbortController();
  const summary = ship(
    path,
    { url: receiver.url, retry: { firstMs: 5, maxMs: 20 } },
    { signal: stop.signal, onProblem: (problem) => problems.push(problem), ...options },
  );
  onTestFinished(async () => {
    stop.abort();
    await summary.catch(() => {});
  });
  return { summary, problems, stop: () => stop.abort() };
}

const nothing: ShipSummary = { records: 0, spans: 0, metrics: 0, refused: 0, badLines: 0, isComplete: true };

const line = (name: string, spanId = "00f067aa0ba902b7"): string => {
  const span: SpanRecord = {
    kind: "span",
    name,
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId,
    startedAt: 1000,
    endedAt: 1001,
    durationMs: 1,
    status: "ok",
    attributes: {},
  };
  return encodeLine(span, "0123abcd");
};

test("how far it has come is told, with what was shipped before", async () => {
  const path = file();
  const receiver = await receiverFor();
  writeFileSync(path, line("one"));
  await ship(path, receiver.url);
  appendFileSync(path, line("two", "00f067aa0ba902b8"));
  const told: ShipProgress[] = [];

  await ship(path, receiver.url, { onProgress: (progress) => told.push(progress) });

  const { length } = readFileSync(path);
  expect(told).toEqual([{ settledBytes: length, totalBytes: length }]);
});

test("what a file holds arrives, and its metrics add up", async () => {
  const path = file();
  const receiver = await receiverFor();
  const telemetry = recorded(path, "one", "two");
  telemetry.emitMetric("loom.tokens", 40);
  telemetry.emitMetric("loom.tokens", 2);
  const spans = readJsonl(readFileSync(path, "utf8")).records.filter((record) => record.kind === "span");

  const summary = await ship(pathToFileURL(path), receiver.url);

  expect(summary).toEqual({ ...nothing, records: 4, spans: 2, metrics: 2 });
  expect(receiver.spans()).toEqual(spans);
  expect(receiver.metrics().map(({ name, value }) => [name, value])).toEqual([["loom.tokens", 42]]);
  expect(String(receiver.requests[0]?.body)).toContain("planner");
});

test("a second call sends what has been added since, and metrics go on where they were", async () => {
  const path = file();
  const receiver = await receiverFor();
  const telemetry = recorded(path, "one");
  telemetry.emitMetric("loom.tokens", 40);
  await shipping(path, receiver).summary;

  telemetry.trace("two", {}, () => {});
  telemetry.emitMetric("loom.tokens", 2);
  const second = await shipping(path, receiver).summary;
  const third = await shipping(path, receiver).summary;

  expect([second, third]).toEqual([{ ...nothing, records: 2, spans: 1, metrics: 1 }, nothing]);
  expect(namesAt(receiver)).toEqual(["one", "two"]);
  expect(receiver.metrics().map(({ value }) => value)).toEqual([40, 42]);
});

test("a metric that was written twice counts once, and so does one in a copy of the file", async () => {
  const path = file();
  const receiver = await receiverFor();
  const telemetry = recorded(path);
  for (const value of [1, 2, 4]) telemetry.emitMetric("loom.tokens", value);
  const lines = readFileSync(path, "utf8").split("\n");
  appendFileSync(path, `${lines.slice(-3).join("\n")}`);
  const first = await shipping(path, receiver).summary;

  writeFileSync(path, `\n${lines.join("\n")}`);
  telemetry.reopen();
  telemetry.emitMetric("loom.tokens", 8);
  const second = await shipping(path, receiver).summary;

  expect([first.metrics, second.metrics]).toEqual([3, 1]);
  expect(receiver.metrics().map(({ value }) => value)).toEqual([7, 15]);
});

test("metrics of a writer who does not number them all count", async () => {
  const path = file();
  const receiver = await receiverFor();
  const metric = `{"kind":"metric","name":"loom.runs","value":1,"attributes":{},"emitted_at":"2026-01-01T00:00:00Z"`;
  writeFileSync(path, `${metric}}\n${metric}}\n${metric},"seq":1}\n${metric},"seq":1}\n`);

  const { metrics } = await shipping(path, receiver).summary;

  expect(metrics).toBe(4);
  expect(receiver.metrics().map(({ value }) => value)).toEqual([4]);
});

test("the place is remembered where the option says", async () => {
  const path = file();
  const offsetFile = join(temporaryFolder(), "place.json");
  const receiver = await receiverFor();
  recorded(path, "one");

  await shipping(path, receiver, { offsetFile }).summary;
  await shipping(path, receiver).summary;

  expect(namesAt(receiver)).toEqual(["one", "one"]);
  expect(JSON.parse(readFileSync(offsetFile, "utf8"))).toMatchObject({ line: 3 });
});

test("bad lines are counted and told with their number, and do not stop it", async () => {
  const path = file();
  const receiver = await receiverFor();
  const negative: MetricRecord = {
    kind: "metric",
    name: "loom.tokens",
    value: -1,
    unit: "",
    instrumentKind: "counter",
    attributes: {},
    emittedAt: 1000,
  };
  const nested = "[".repeat(100_000) + "]".repeat(100_000);
  const deep = line("deep").replace('"attributes":{}', `"attributes":{"deep":${nested}}`);
  writeFileSync(path, `${line("one")}no JSON\n\n{"kind":"later"}\n${encodeLine(negative, "0123abcd", 1)}{"kind":7}\n`);
  appendFileSync(path, `${deep}${line("two")}`);

  const { summary, problems } = shipping(path, receiver);

  expect(await summary).toEqual({ ...nothing, records: 2, spans: 2, badLines: 4 });
  expect(namesAt(receiver)).toEqual(["one", "two"]);
  expect(problems).toEqual([
    { kind: "line", line: 2, message: expect.stringMatching(/^line 2 is no record: not JSON: /) },
    { kind: "line", line: 5, message: "line 5 is no record: no instrument takes loom.tokens = -1" },
    { kind: "line", line: 6, message: "line 6 is no record: kind is 7; expected a string" },
    { kind: "line", line: 7, message: "line 7 is no record: Maximum call stack size exceeded" },
  ]);
});

test("the lines of several processes arrive with the resource of each", async () => {
  const path = file();
  const receiver = await receiverFor();
  const resource = { kind: "resource", pid: 1, startedAt: 1000 } as const;
  writeFileSync(
    path,
    encodeResource({ ...resource, resourceId: "0123abcd", serviceName: "alpha" }) +
      encodeResource({ ...resource, resourceId: "4567cdef", serviceName: "beta" }) +
      line("of alpha") +
      line("of beta").replace("0123abcd", "4567cdef") +
      line("of alpha, too", "00f067aa0ba902b8") +
      line("of nobody").replace(',"resource_id":"0123abcd"', ""),
  );

  await shipping(path, receiver).summary;

  const bodies = receiver.requests.map(({ body }) => String(body));
  expect(namesAt(receiver)).toEqual(["of alpha", "of alpha, too", "of beta", "of nobody"]);
  expect(bodies.map((body) => ["alpha", "beta", "unknown_service"].find((name) => body.includes(name)))).toEqual([
    "alpha",
    "beta",
    "unknown_service",
  ]);
});

test("of ever more writers those are forgotten that were named first, unless their metrics have yet to arrive", async () => {
  const path = file();
  const receiver = await receiverFor();
  const resource = { kind: "resource", pid: 1, startedAt: 1000 } as const;
  const resources = Array.from({ length: 1200 }, (_, index) => {
    const resourceId = index.toString(16).padStart(8, "0");
    return encodeResource({ ...resource, resourceId, serviceName: `service ${index}` });
  });
  const metric = `{"kind":"metric","name":"loom.runs","value":1,"attributes":{},"emitted_at":"2026-01-01T00:00:00Z"`;
  const metrics = `${metric},"resource_id":"00000000"}\n${metric},"resource_id":"ffffffff"}\n`;
  writeFileSync(path, resources[0] + metrics + resources.slice(1).join(""));

  const summary = await shipping(path, receiver).summary;
  const { origins } = JSON.parse(readFileSync(`${path}.shipped`, "utf8"));

  expect(summary).toMatchObject({ metrics: 2, isComplete: true });
  expect(Object.keys(origins)).toHaveLength(1000);
  expect(receiver.metrics()).toHaveLength(2);
});

test("what the user says of the resource goes before what the file says", async () => {
  const path = file();
  const receiver = await receiverFor();
  recorded(path, "one");

  await ship(path, { url: receiver.url, service: "renamed", resource: { "host.name": "h1" } });

  const body = String(receiver.requests[0]?.body);
  expect([body.includes("renamed"), body.includes("h1"), body.includes("planner")]).toEqual([true, true, false]);
});

test("a partial last line waits for its end", async () => {
  const path = file();
  const receiver = await receiverFor();
  const whole = line("two");
  writeFileSync(path, line("one") + whole.slice(0, 40));

  const first = await shipping(path, receiver).summary;
  appendFileSync(path, whole.slice(40));
  const second = await shipping(path, receiver).summary;

  expect([first.spans, second.spans, first.badLines]).toEqual([1, 1, 0]);
  expect(namesAt(receiver)).toEqual(["one", "two"]);
});

test("an outage is waited for, and told once", async () => {
  const path = file();
  const receiver = await receiverDown();
  recorded(path, "one");

  const { summary, problems } = shipping(path, receiver);
  await vi.waitUntil(() => problems.length > 0);
  await receiver.start();

  expect(await summary).toEqual({ ...nothing, records: 1, spans: 1 });
  expect(problems).toMatchObject([{ kind: "send" }]);
});

test("what the receiver refuses is counted and told", async () => {
  const path = file();
  const receiver = await receiverFor();
  receiver.answer = ({ signal }) => (signal === "traces" ? { rejected: 1, message: "too old" } : { status: 400 });
  recorded(path, "one", "two").emitMetric("loom.tokens", 1);

  const { summary, problems } = shipping(path, receiver);

  expect(await summary).toEqual({ ...nothing, records: 1, spans: 1, refused: 2 });
  expect(problems.map(({ kind }) => kind)).toEqual(["loss", "loss"]);
});

test("an end before its time leaves the rest for the next", async () => {
  const path = file();
  const receiver = await receiverDown();
  recorded(path, "one");

  const early = await shipping(path, receiver, { signal: AbortSignal.timeout(50) }).summary;
  const never = await shipping(path, receiver, { signal: AbortSignal.abort() }).summary;
  await receiver.start();
  const late = await shipping(path, receiver).summary;

  expect([early, never]).toEqual([
    { ...nothing, isComplete: false },
    { ...nothing, isComplete: false },
  ]);
  expect(late).toEqual({ ...nothing, records: 1, spans: 1 });
});

describe("a file that is followed", () => {
  test("is shipped as it grows, from the first line to the last", async () => {
    const path = file();
    const receiver = await receiverFor();
    let isSettled = false;
    const onProgress = ({ settledBytes, totalBytes }: ShipProgress) => {
      isSettled = settledBytes === totalBytes;
    };
    const { summary, stop } = shipping(path, receiver, { follow: true, onProgress });

    await sleep(10);
    const telemetry = recorded(path, "one");
    await vi.waitUntil(() => namesAt(receiver).length === 1, { timeout: 60_000 });
    telemetry.trace("two", {}, () => {});
    // What has come is counted when the answer is back.
    await vi.waitUntil(() => namesAt(receiver).length === 2 && isSettled, { timeout: 60_000 });
    stop();

    expect(await summary).toEqual({ ...nothing, records: 2, spans: 2 });
  });

  test("tells what its metrics come to while it grows", async () => {
    const path = file();
    const receiver = await receiverFor();
    const stop = new AbortController();
    const telemetry = recorded(path);
    telemetry.emitMetric("loom.tokens", 40);

    const summary = ship(path, { url: receiver.url, metricsIntervalMs: 100 }, { follow: true, signal: stop.signal });
    await vi.waitUntil(() => receiver.metrics().length > 0, { timeout: 60_000 });
    telemetry.emitMetric("loom.tokens", 2);
    await vi.waitUntil(() => receiver.metrics().length > 1, { timeout: 60_000 });
    stop.abort();

    expect(receiver.metrics().map(({ value }) => value)).toEqual([40, 42]);
    expect(await summary).toMatchObject({ metrics: 2 });
  });

  test("may be rotated away, and is shipped to its end before the new one", async () => {
    const path = file();
    const receiver = await receiverFor();
    const { summary, problems, stop } = shipping(path, receiver, { follow: true });
    const telemetry = recorded(path, "one");
    await vi.waitUntil(() => namesAt(receiver).length === 1, { timeout: 60_000 });

    renameSync(path, `${path}.1`);
    telemetry.trace("two", {}, () => {});
    telemetry.reopen();
    telemetry.trace("three", {}, () => {});
    await vi.waitUntil(() => namesAt(receiver).length === 3, { timeout: 60_000 });
    stop();

    expect(namesAt(receiver)).toEqual(["one", "two", "three"]);
    expect(await summary).toMatchObject({ spans: 3, badLines: 0 });
    expect(problems).toEqual([]);
  });

  test("may be truncated, and is shipped from its first line on", async () => {
    const path = file();
    const receiver = await receiverFor();
    const { problems } = shipping(path, receiver, { follow: true });
    const telemetry = recorded(path, "one", "two");
    await vi.waitUntil(() => namesAt(receiver).length === 2, { timeout: 60_000 });

    copyFileSync(path, `${path}.1`);
    truncateSync(path);
    telemetry.trace("three", {}, () => {});
    await vi.waitUntil(() => namesAt(receiver).length === 3, { timeout: 60_000 });

    expect(namesAt(receiver)).toEqual(["one", "two", "three"]);
    expect(problems).toEqual([
      { kind: "file", message: `${path} was truncated; it is shipped from its first line on` },
    ]);
  });
});

describe("a file that was changed between two calls", () => {
  test("by rotation is shipped to its end before the new one", async () => {
    const path = file();
    const receiver = await receiverFor();
    const telemetry = recorded(path, "one");
    await shipping(path, receiver).summary;

    telemetry.trace("two", {}, () => {});
    renameSync(path, path.replace(".jsonl", "-2026-11-21.jsonl"));
    telemetry.reopen();
    telemetry.trace("three", {}, () => {});
    writeFileSync(`${path}.other`, "something else that is there");
    const { summary, problems } = shipping(path, receiver);

    expect(await summary).toMatchObject({ spans: 2, isComplete: true });
    expect(namesAt(receiver)).toEqual(["one", "two", "three"]);
    expect(problems).toEqual([]);
  });

  test("by several rotations is shipped in their order, and nothing else that is there", async () => {
    const path = file();
    const receiver = await receiverFor();
    const telemetry = recorded(path, "one");
    await shipping(path, receiver).summary;

    telemetry.trace("two", {}, () => {});
    for (const name of ["three", "four", "five"]) {
      if (existsSync(`${path}.2`)) renameSync(`${path}.2`, `${path}.3`);
      if (existsSync(`${path}.1`)) renameSync(`${path}.1`, `${path}.2`);
      renameSync(path, `${path}.1`);
      telemetry.reopen();
      // The clock of files ticks every few milliseconds.
      await sleep(20);
      telemetry.trace(name, {}, () => {});
    }
    mkdirSync(`${path}.4`);
    writeFileSync(`${path}.5`, "");
    for (const other of [`${path}.1.gz`, path.replace(".jsonl", "-notes.jsonl")]) writeFileSync(other, line("other"));
    symlinkSync(`${path}.nowhere`, `${path}.6`);
    const { summary, problems } = shipping(path, receiver);

    expect(await summary).toMatchObject({ spans: 4, isComplete: true });
    expect(namesAt(receiver)).toEqual(["one", "two", "three", "four", "five"]);
    expect(problems).toEqual([]);
    expect(await shipping(path, receiver).summary).toEqual(nothing);
  });

  test("by rotation is left for the next one only when all programs had a second to open that", async () => {
    const path = file();
    const receiver = await receiverFor();
    const [early, late] = [recorded(path, "one"), recorded(path, "two")];
    await shipping(path, receiver).summary;

    renameSync(path, `${path}.1`);
    early.reopen();
    early.trace("three", {}, () => {});
    const { summary } = shipping(path, receiver);
    late.trace("four", {}, () => {});

    expect(await summary).toMatchObject({ spans: 2 });
    expect(namesAt(receiver)).toEqual(["one", "two", "four", "three"]);
    // Timers may be a millisecond early, and the clock of files some late.
    expect(Date.now() - statSync(`${path}.1`).ctimeMs).toBeGreaterThan(990);
  });

  test("by rotation is shipped to its end, also while nobody has made the new one", async () => {
    const path = file();
    const receiver = await receiverFor();
    const telemetry = recorded(path, "one");
    await shipping(path, receiver).summary;

    telemetry.trace("two", {}, () => {});
    renameSync(path, `${path}.1`);
    const { stop, summary } = shipping(path, receiver, { follow: true });
    await vi.waitUntil(() => namesAt(receiver).length === 2, { timeout: 60_000 });
    stop();

    expect(await summary).toMatchObject({ spans: 1 });
  });

  test("by deletion is waited for, and shipped from its first line on", async () => {
    const path = file();
    const receiver = await receiverFor();
    recorded(path, "one");
    await shipping(path, receiver).summary;

    rmSync(path);
    const { problems } = shipping(path, receiver, { follow: true });
    await sleep(10);
    writeFileSync(path, line("two"));
    await vi.waitUntil(() => namesAt(receiver).length === 2, { timeout: 60_000 });

    expect(namesAt(receiver)).toEqual(["one", "two"]);
    expect(problems.map(({ kind }) => kind)).toEqual(["file"]);
  });

  test("into another one is shipped from its first line on, and that is told", async () => {
    const path = file();
    const receiver = await receiverFor();
    recorded(path, "one", "two");
    await shipping(path, receiver).summary;

    writeFileSync(path, line("three"));
    mkdirSync(`${path}.folder`);
    symlinkSync(`${path}.nowhere`, `${path}.link`);
    const { summary, problems } = shipping(path, receiver);

    expect(await summary).toMatchObject({ spans: 1 });
    expect(namesAt(receiver)).toEqual(["one", "two", "three"]);
    expect(problems).toEqual([
      {
        kind: "file",
        message: `${path} is another file than the one that was shipped before; it is shipped from its first line on`,
      },
    ]);
  });
});

test("a file of 100,000 spans arrives in the memory of a few of them", async () => {
  const path = file();
  const receiver = await receiverFor();
  for (let part = 0; part < 100; part++) {
    const spans = Array.from({ length: 1000 }, (_, index) => {
      return line("x".repeat(200), String(part * 1000 + index + 1).padStart(16, "0"));
    });
    appendFileSync(path, spans.join(""));
  }

  const summary = await shipping(path, receiver).summary;

  expect(summary).toEqual({ ...nothing, records: 100_000, spans: 100_000 });
  expect(new Set(receiver.spans().map(({ spanId }) => spanId)).size).toBe(100_000);
  expect(receiver.requests.length).toBeGreaterThan(20);
});

test("unless they are listened to, problems are process warnings, one a sort", async () => {
  const path = file();
  const receiver = await receiverFor();
  writeFileSync(path, "one\ntwo\n");
  const warnings: string[] = [];
  const listen = ({ message }: Error) => warnings.push(message);
  process.on("warning", listen);
  onTestFinished(() => void process.off("warning", listen));

  await ship(path, receiver.url);
  await new Promise(setImmediate);

  expect(warnings).toEqual([expect.stringMatching(/^ship: line 1 is no record: .* \(said once\)$/)]);
});

describe("it rejects", () => {
  test("a file that is not there", async () => {
    const path = file();

    await expect(ship(path)).rejects.toThrow(`ship: ${JSON.stringify(path)} is not there`);
  });

  test("a file below a file", async () => {
    const path = file();
    recorded(path);
    const offsetFile = join(temporaryFolder(), "place.json");

    const shipped = ship(join(path, "x"), "http://127.0.0.1:9", { follow: true, offsetFile });

    await expect(shipped).rejects.toThrow("ENOTDIR");
  });

  test("a directory", async () => {
    const path = temporaryFolder();
    mkdirSync(join(path, "x"));

    await expect(ship(path)).rejects.toThrow(`ship: ${JSON.stringify(path)} is a directory; give the path of a file`);
  });

  test("a target that cannot be meant", async () => {
    const path = file();
    recorded(path);

    await expect(ship(path, "nowhere")).rejects.toThrow(TypeError);
  });

  test("a place that cannot be remembered", async () => {
    const path = file();
    const receiver = await receiverFor();
    recorded(path, "one");

    await expect(ship(path, receiver.url, { offsetFile: join(path, "x") })).rejects.toThrow("ENOTDIR");
    await expect(ship(path, receiver.url, { offsetFile: join(`${path}-no`, "x") })).rejects.toThrow("ENOENT");
  });
});
