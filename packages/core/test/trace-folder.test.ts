import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FileTelemetry, sequentialIds, startSpan } from "@heddle/core";
import { describe, expect, test, vi } from "vitest";
import { namesIn } from "./recorded-in.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const traceId = (number: number) => number.toString(16).padStart(32, "0");
const inFolder = (options: object = {}) => {
  const folder = temporaryFolder();
  const telemetry = new FileTelemetry(folder, { filePer: "trace", ids: sequentialIds(), ...options });
  return { folder, telemetry, file: (number: number) => join(folder, `${traceId(number)}.jsonl`) };
};

for (const mode of ["sync", "buffered"] as const) {
  describe(`a file for each trace, ${mode}`, () => {
    test("holds its spans and metrics; metrics outside of any have one of their own", async () => {
      const { folder, telemetry, file } = inFolder({ mode });

      telemetry.trace("first", {}, () => telemetry.trace("child", {}, () => telemetry.emitMetric("inside", 1)));
      telemetry.trace("second", {}, () => {});
      telemetry.emitMetric("outside", 1);
      await telemetry.flush();

      expect(readdirSync(folder).sort()).toEqual([`${traceId(1)}.jsonl`, `${traceId(2)}.jsonl`, "metrics.jsonl"]);
      expect(namesIn(file(1))).toEqual(["child", "first"]);
      expect(namesIn(file(1), "metric")).toEqual(["inside"]);
      expect(namesIn(file(2))).toEqual(["second"]);
      expect(namesIn(join(folder, "metrics.jsonl"), "metric")).toEqual(["outside"]);
      for (const name of readdirSync(folder)) {
        expect(readFileSync(join(folder, name), "utf8")).toMatch(/^\{"kind":"resource"/);
        expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
      }
    });

    test("is read back with what is still open, also before it was written", async () => {
      const { telemetry } = inFolder({ mode, clock: { monotonicMs: () => 0, wallMs: () => 0 } });
      const run = startSpan(telemetry, "run", { question: "why" });
      run.run(() => {
        telemetry.trace("tool", {}, () => {});
        telemetry.emitMetric("tokens", 7);
      });

      expect(await telemetry.load(traceId(1))).toMatchObject({
        traceId: traceId(1),
        spans: [{ name: "tool" }],
        openSpans: [{ name: "run", attributes: { question: "why" } }],
        metrics: [{ name: "tokens", value: 7 }],
        problems: [],
      });
      run.end();
      expect(await telemetry.load(traceId(1))).toMatchObject({
        spans: [{ name: "tool" }, { name: "run" }],
        openSpans: [],
      });
    });

    test("stays whole for a thousand traces at once, which are more than may be open", async () => {
      const { folder, telemetry } = inFolder({ mode });
      const runs = Array.from({ length: 1000 }, () => startSpan(telemetry, "run", {}, { parent: null }));

      for (const run of runs) run.run(() => telemetry.trace("tool", {}, () => {}));
      for (const run of runs) run.end();
      await telemetry.flush();

      expect(readdirSync(folder)).toHaveLength(1000);
      expect(readdirSync("/proc/self/fd").length).toBeLessThan(300);
      for (const name of readdirSync(folder)) expect(namesIn(join(folder, name))).toEqual(["tool", "run"]);
    });

    test("that cannot be written holds back only its own trace", async () => {
      const { telemetry, file } = inFolder({ mode, onSinkError: () => {} });
      mkdirSync(file(1));

      telemetry.trace("first", {}, () => {});
      telemetry.trace("second", {}, () => {});
      const flushed = telemetry.flush();
      await vi.waitUntil(() => telemetry.health().sinks[0]?.written === 1, { timeout: 20_000 });
      expect(namesIn(file(2))).toEqual(["second"]);
      expect(telemetry.health().sinks[0]).toMatchObject({ taken: 2, written: 1, pending: 1 });

      rmSync(file(1), { recursive: true });
      await flushed;
      expect(namesIn(file(1))).toEqual(["first"]);
      expect(telemetry.health().sinks[0]).toMatchObject({ taken: 2, written: 2, pending: 0 });
    });
  });
}

describe("the traces of a folder", () => {
  test("are listed, the one that was written to last first", async () => {
    const { folder, telemetry, file } = inFolder();
    for (const name of ["a", "b", "c"]) telemetry.trace(name, {}, () => {});
    telemetry.emitMetric("outside", 1);
    for (const other of ["notes.txt", "short.jsonl", `${traceId(9)}.json`]) writeFileSync(join(folder, other), "");
    for (const [seconds, number] of [2, 3, 1].entries()) utimesSync(file(number), seconds, seconds);

    expect(await telemetry.list()).toEqual([traceId(1), traceId(3), traceId(2)]);
  });

  test("are those of earlier runs, too; lines that a crash has torn are named", async () => {
    const { folder, telemetry, file } = inFolder();
    telemetry.trace("run", {}, () => {});
    writeFileSync(file(1), `${readFileSync(file(1), "utf8")}{"kind":"sp`);

    const later = new FileTelemetry(folder, { filePer: "trace" });

    expect(await later.list()).toEqual([traceId(1)]);
    expect(await later.load(traceId(1))).toMatchObject({ spans: [{ name: "run" }], problems: [{ line: 4 }] });
  });

  test("are undefined when they are not there", async () => {
    expect(await inFolder().telemetry.load(traceId(1))).toBeUndefined();
  });

  test("that were deleted while they are listed are left out", async () => {
    const { telemetry, file } = inFolder();
    telemetry.trace("a", {}, () => {});
    telemetry.trace("b", {}, () => {});

    const listing = telemetry.list();
    rmSync(file(1));

    expect(await listing).toContain(traceId(2));
  });

  test("are not found outside of the folder: an id that is none throws", () => {
    const { telemetry } = inFolder();

    for (const id of [
      "../metrics",
      "metrics",
      "",
      "0".repeat(32),
      traceId(1).toUpperCase().replace("1", "A"),
      undefined,
    ]) {
      expect(() => telemetry.load(id as string)).toThrow(
        `${JSON.stringify(id)} is no trace id; give 32 lower-case hex digits`,
      );
    }
  });

  test("that cannot be read are an error of the caller's", async () => {
    const { telemetry, file } = inFolder();
    mkdirSync(file(1));

    await expect(telemetry.load(traceId(1))).rejects.toThrow("EISDIR");
  });
});

test("a file given as the folder throws at once", () => {
  const path = join(temporaryFolder(), "traces.jsonl");
  writeFileSync(path, "");

  expect(() => new FileTelemetry(path, { filePer: "trace" })).toThrow(
    `FileTelemetry: ${JSON.stringify(path)} is a file; with filePer: "trace", give a directory`,
  );
});

test("a folder that is missing is made, for its owner alone", () => {
  const path = join(temporaryFolder(), "logs", "traces");

  const telemetry = new FileTelemetry(path, { filePer: "trace" });

  expect(telemetry.path).toBe(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test("without a file for each trace there is nothing to list or load", () => {
  const telemetry = new FileTelemetry(join(temporaryFolder(), "traces.jsonl"));

  expect(() => telemetry.list()).toThrow(
    'FileTelemetry: list() needs a file for each trace; construct it with filePer: "trace"',
  );
  expect(() => telemetry.load(traceId(1))).toThrow("FileTelemetry: load() needs a file for each trace");
});
