import { readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type FileOptions, FileTelemetry, limit, type ManualSpan, readJsonl, startSpan } from "@heddle/core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { namesIn, recordedIn } from "./recorded-in.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A telemetry whose batches are never due, unless told. */
function buffered(options: FileOptions = {}) {
  const path = join(temporaryFolder(), "traces.jsonl");
  const telemetry = new FileTelemetry(path, { mode: "buffered", intervalMs: 3_600_000, ...options });
  return { path, telemetry, counts: () => telemetry.health().sinks[0] };
}

const span = (telemetry: FileTelemetry, name: string) => telemetry.trace(name, {}, () => {});
/** Has what waits in the process written at once, as on exit. */
function drainAll(): void {
  const listener = () => {};
  process.on("SIGTERM", listener);
  buffered({ signals: true });
  process.emit("SIGTERM", "SIGTERM");
  process.off("SIGTERM", listener);
}

const text = (path: string) => readFileSync(path, "utf8");

describe("a batch is written", () => {
  test("by a flush", async () => {
    const { path, telemetry, counts } = buffered();
    span(telemetry, "run");
    telemetry.emitMetric("loom.tokens.input", 1);
    expect(text(path)).toBe("");
    expect(counts()).toMatchObject({ taken: 2, written: 0, pending: 2 });

    await telemetry.flush();

    expect(recordedIn(path).map((record) => record.kind)).toEqual(["span", "metric"]);
    expect(counts()).toMatchObject({ taken: 2, written: 2, pending: 0 });
  });

  test("after a while", async () => {
    const { path, telemetry, counts } = buffered({ intervalMs: 10 });
    span(telemetry, "run");

    await vi.waitUntil(() => counts()?.pending === 0, { timeout: 20_000 });

    expect(namesIn(path)).toEqual(["run"]);
  });

  test("never by time, where that is how long it may wait", async () => {
    const warnings: unknown[] = [];
    const keep = (warning: Error) => void warnings.push(warning);
    process.on("warning", keep);
    onTestFinished(() => void process.off("warning", keep));
    const { path, telemetry } = buffered({ intervalMs: Number.POSITIVE_INFINITY });
    span(telemetry, "run");
    await new Promise((resolve) => setTimeout(resolve, 20));

    const before = text(path);
    await telemetry.flush();

    expect([before, warnings]).toEqual(["", []]);
    expect(namesIn(path)).toEqual(["run"]);
  });

  test("when it is large enough, in the background", async () => {
    const { path, telemetry, counts } = buffered({ maxBytes: 1000 });
    for (let count = 0; count < 10; count++) span(telemetry, "run");

    await vi.waitUntil(() => Number(counts()?.written) > 0, { timeout: 20_000 });

    expect(namesIn(path).length).toBeGreaterThan(0);
  });

  test("at once, without a loss, when too much waits", () => {
    const { path, telemetry, counts } = buffered({ maxBytes: 1000, maxBufferedBytes: 10_000 });

    for (let count = 0; count < 1000; count++) span(telemetry, "run");

    expect(counts()).toMatchObject({ taken: 1000, failed: 0, dropped: 0 });
    expect(counts()?.pending).toBeLessThan(100);
    expect(namesIn(path).length).toBeGreaterThan(900);
  });

  test("before the telemetry is disposed of", async () => {
    const { path, telemetry } = buffered();
    span(telemetry, "run");

    await telemetry[Symbol.asyncDispose]();

    expect(namesIn(path)).toEqual(["run"]);
  });

  test("in the order of the records, whatever else happens", async () => {
    const { path, telemetry } = buffered({ maxBytes: 500 });
    const names = Array.from({ length: 300 }, (_, index) => `span ${index}`);

    for (const name of names) {
      span(telemetry, name);
      if (name.endsWith("7")) await new Promise(setImmediate);
      if (name.endsWith("99")) await Promise.all([telemetry.flush(), telemetry.flush()]);
    }
    await telemetry.flush();

    expect(namesIn(path)).toEqual(names);
  });
});

describe("a start", () => {
  test("is left out when its span ends in the same batch, and counts as dropped", async () => {
    const { path, telemetry, counts } = buffered();
    span(telemetry, "run");
    expect(counts()?.starts).toMatchObject({ taken: 1, dropped: 1, pending: 0 });

    await telemetry.flush();

    expect(recordedIn(path).map((record) => record.kind)).toEqual(["span"]);
  });

  test("that comes through a wrapper is left out likewise", async () => {
    const { path, telemetry, counts } = buffered();

    limit(telemetry).trace("run", {}, () => {});
    await telemetry.flush();

    expect(recordedIn(path).map((record) => record.kind)).toEqual(["span"]);
    expect(counts()?.starts).toMatchObject({ taken: 1, dropped: 1, pending: 0 });
  });

  test("is written when its span is still open", async () => {
    const { path, telemetry, counts } = buffered();
    const run = startSpan(telemetry, "run", { question: "why" });
    expect(counts()?.starts).toMatchObject({ taken: 1, pending: 1 });

    await telemetry.flush();
    run.end();
    await telemetry.flush();

    expect(recordedIn(path)).toMatchObject([{ kind: "span_start", attributes: { question: "why" } }, { kind: "span" }]);
    expect(counts()?.starts).toMatchObject({ taken: 1, written: 1, dropped: 0, pending: 0 });
  });

  test("of a span that stays open is written once, and left out of a batch that the span ends in", async () => {
    const { path, telemetry, counts } = buffered();

    const open = startSpan(telemetry, "open");
    startSpan(telemetry, "short").end();
    await telemetry.flush();
    open.set({ late: true });
    startSpan(telemetry, "short").end();
    await telemetry.flush();
    open.end();
    await telemetry.flush();

    expect(namesIn(path, "span_start")).toEqual(["open"]);
    expect(namesIn(path)).toEqual(["short", "short", "open"]);
    expect(counts()?.starts).toEqual({ taken: 3, written: 1, dropped: 2, failed: 0, pending: 0 });
  });

  test("that comes through a wrapper is written, too, when another span has the same id", async () => {
    const { path, telemetry } = buffered();
    const spanId = "b7ad6b7169203331";
    const traceIds = ["0af7651916cd43dd8448eb211c80319c", "0af7651916cd43dd8448eb211c80319d"];
    const spans = traceIds.map((traceId) =>
      startSpan(limit(telemetry), traceId, {}, { parent: null, traceId, spanId }),
    );

    (spans[0] as ManualSpan).end();
    await telemetry.flush();

    expect(namesIn(path, "span_start")).toEqual(traceIds);
    expect(namesIn(path)).toEqual([traceIds[0]]);
  });

  test("that comes through a wrapper does not wait for ever: ten thousand are written", async () => {
    const { path, telemetry, counts } = buffered();
    const wrapped = limit(telemetry);

    for (let count = 0; count < 10_000; count++) startSpan(wrapped, "open");
    expect(counts()?.starts).toMatchObject({ taken: 10_000, dropped: 0 });
    await vi.waitUntil(() => counts()?.starts.pending === 0, { timeout: 20_000 });

    expect(namesIn(path, "span_start")).toHaveLength(10_000);
  });

  test("of a time that has no text is counted as failed", async () => {
    const { telemetry, counts } = buffered({ clock: { monotonicMs: () => 0, wallMs: () => 1e18 } });

    startSpan(telemetry, "run");
    await telemetry.flush();

    expect(counts()?.starts).toMatchObject({ taken: 1, failed: 1, pending: 0 });
  });
});

describe("when nobody can wait for the background", () => {
  test("a batch on its way is written again, and read once", async () => {
    const { path, telemetry, counts } = buffered({ maxBytes: 100 });
    span(telemetry, "on its way");
    span(telemetry, "waits behind it");

    drainAll();
    expect(counts()).toMatchObject({ taken: 2, written: 2, pending: 0 });
    span(telemetry, "later");
    await telemetry.flush();

    const { records, problems } = readJsonl(text(path));
    expect(problems).toEqual([]);
    expect(records.filter((record) => record.kind === "span").map((record) => record.name)).toEqual([
      "on its way",
      "waits behind it",
      "later",
    ]);
    expect(text(path).match(/"name":"on its way"/g)).toHaveLength(2);
    expect(counts()).toMatchObject({ taken: 3, written: 3, pending: 0 });
  });

  test("a batch that waits is written once", () => {
    const { path, telemetry } = buffered();
    span(telemetry, "waits");

    drainAll();
    drainAll();

    expect(text(path).match(/"name":"waits"/g)).toHaveLength(1);
  });
});

test("a batch on its way when the file is reopened arrives in the old one, and what follows in the new one", async () => {
  const { path, telemetry, counts } = buffered({ maxBytes: 100 });
  span(telemetry, "old");

  renameSync(path, `${path}.1`);
  telemetry.reopen();
  span(telemetry, "new");
  await telemetry.flush();

  expect(namesIn(`${path}.1`)).toEqual(["old"]);
  expect(namesIn(path)).toEqual(["new"]);
  expect(counts()).toMatchObject({ taken: 2, written: 2 });
});

test("a batch that fails on its way when the file is reopened arrives in the new one", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "traces.jsonl");
  symlinkSync("/dev/full", path);
  const telemetry = new FileTelemetry(path, { mode: "buffered", maxBytes: 100, onSinkError: () => {} });
  span(telemetry, "run");

  rmSync(path);
  telemetry.reopen();
  span(telemetry, "next");
  await telemetry.flush();

  expect(namesIn(path)).toEqual(["run", "next"]);
  expect(telemetry.health().sinks[0]).toMatchObject({ taken: 2, written: 2, pending: 0 });
});

describe("signals", () => {
  test("write what waits, and leave the rest to the program's own listener", () => {
    const { path, telemetry } = buffered({ signals: true });
    buffered({ signals: true });
    let heard = 0;
    const listener = () => heard++;
    process.once("SIGTERM", listener);
    onTestFinished(() => void process.off("SIGTERM", listener));
    span(telemetry, "run");

    process.emit("SIGTERM", "SIGTERM");

    expect(heard).toBe(1);
    expect(namesIn(path)).toEqual(["run"]);
  });

  test("are raised again when nobody else listens", () => {
    const { path, telemetry } = buffered({ signals: true });
    const others = process.listeners("SIGINT").filter(({ name }) => name !== "onSignal");
    for (const listener of others) process.off("SIGINT", listener);
    const kill = vi.spyOn(process, "kill").mockReturnValue(true);
    onTestFinished(() => {
      kill.mockRestore();
      for (const listener of others) process.on("SIGINT", listener);
    });
    span(telemetry, "run");

    process.emit("SIGINT", "SIGINT");

    expect(kill.mock.calls).toEqual([[process.pid, "SIGINT"]]);
    expect(namesIn(path)).toEqual(["run"]);
  });
});
