import { execFileSync } from "node:child_process";
import {
  chmodSync,
  closeSync,
  constants,
  fstatSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type FileOptions, FileTelemetry, readJsonl, type SinkFailure } from "@heddle/core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { namesIn } from "./recorded-in.ts";
import { sinkOf } from "./sink-of.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A telemetry, and what it told of its failures. */
function watched(path: string, options: FileOptions = {}) {
  const told: SinkFailure[] = [];
  const telemetry = new FileTelemetry(path, {
    starts: false,
    ...options,
    onSinkError: (failure) => told.push(failure),
  });
  return { telemetry, told, counts: () => telemetry.health().sinks[0] };
}

const span = (telemetry: FileTelemetry, name: string) => telemetry.trace(name, {}, () => {});

/** The descriptors of a file. */
function openAs(path: string): number[] {
  const fds = readdirSync("/proc/self/fd").filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`) === path;
    } catch {
      return false;
    }
  });
  return fds.map(Number);
}

/** Closes the file behind the telemetry's back. */
function closeBehind(path: string): void {
  for (const fd of openAs(path)) closeSync(fd);
}

for (const mode of ["sync", "buffered"] as const) {
  describe(`a full disk, ${mode}`, () => {
    test("never reaches the program; records wait, and it is told once", async () => {
      const { telemetry, told, counts } = watched("/dev/full", { mode, starts: true });

      expect(telemetry.trace("run", {}, () => 42)).toBe(42);
      for (let count = 0; count < 9; count++) span(telemetry, "more");
      await telemetry.flush({ timeoutMs: 250 });
      // The background may answer later than that.
      await vi.waitUntil(() => told.length === 2, { timeout: 20_000 });

      expect(counts()).toMatchObject({ taken: 10, written: 0, failed: 0, pending: 10 });
      expect(Object.fromEntries(told.map(({ operation, message }) => [operation, message]))).toEqual({
        write:
          "file: write failed: Error: /dev/full cannot be written: ENOSPC: no space left on device, write; records wait",
        flush: expect.stringContaining("250 ms"),
      });
    });

    test("takes memory up to a bound; beyond it, records are lost and counted", async () => {
      const { telemetry, counts } = watched("/dev/full", { mode, maxBytes: 1000, maxBufferedBytes: 10_000 });

      for (let count = 0; count < 100; count++) span(telemetry, "run");
      await telemetry.flush({ timeoutMs: 150 });

      const { taken, written, dropped, failed, pending } = counts() as never as Record<string, number>;
      expect(taken).toBe(100);
      expect(written).toBe(0);
      expect(dropped).toBe(0);
      expect(failed).toBeGreaterThan(0);
      expect(pending).toBeGreaterThan(0);
      expect(Number(failed) + Number(pending)).toBe(100);
    });

    test("that has room again gets what waited, in order", async () => {
      const folder = temporaryFolder();
      const path = join(folder, "traces.jsonl");
      symlinkSync("/dev/full", path);
      const { telemetry, counts } = watched(path, { mode });
      for (const name of ["one", "two", "three"]) span(telemetry, name);
      await telemetry.flush({ timeoutMs: 50 });

      rmSync(path);
      telemetry.reopen();
      span(telemetry, "four");
      await telemetry.flush();

      expect(namesIn(path)).toEqual(["one", "two", "three", "four"]);
      expect(counts()).toMatchObject({ taken: 4, written: 4, pending: 0, failed: 0 });
    });
  });

  describe(`a folder that is gone, with a file in its place, ${mode}`, () => {
    test("holds records back until it can be made again", async () => {
      const path = join(temporaryFolder(), "logs", "traces.jsonl");
      const { telemetry, told, counts } = watched(path, { mode });
      span(telemetry, "before");
      await telemetry.flush();

      rmSync(dirname(path), { recursive: true });
      writeFileSync(dirname(path), "");
      await telemetry.flush();
      span(telemetry, "meanwhile");
      await telemetry.flush({ timeoutMs: 50 });
      expect(counts()).toMatchObject({ taken: 2, written: 1, pending: 1 });

      rmSync(dirname(path));
      span(telemetry, "after");
      await telemetry.flush();

      expect(namesIn(path)).toEqual(["meanwhile", "after"]);
      expect(counts()).toMatchObject({ taken: 3, written: 3, pending: 0 });
      expect(told.map(({ operation }) => operation)).toEqual(["write", "flush"]);
    });
  });

  describe(`a file that was closed behind the telemetry's back, ${mode}`, () => {
    test("is opened again, and nothing is lost", async () => {
      const path = join(temporaryFolder(), "traces.jsonl");
      const { telemetry, counts } = watched(path, { mode });
      span(telemetry, "before");
      await telemetry.flush();

      closeBehind(path);
      span(telemetry, "after");
      await telemetry.flush();

      expect(namesIn(path)).toEqual(["before", "after"]);
      expect(counts()).toMatchObject({ taken: 2, written: 2 });
    });

    test("is told by a flush", async () => {
      const path = join(temporaryFolder(), "traces.jsonl");
      const { telemetry, told } = watched(path, { mode });
      span(telemetry, "before");
      await telemetry.flush();

      closeBehind(path);
      await telemetry.flush();
      span(telemetry, "after");
      await telemetry.flush();

      expect(told[0]?.message).toMatch(/EBADF|was deleted or closed/);
      expect(namesIn(path)).toEqual(["before", "after"]);
    });

    test("is not closed a second time when its number is somebody else's by now", async () => {
      const folder = temporaryFolder();
      const path = join(folder, "traces.jsonl");
      const { telemetry } = watched(path, { mode });
      span(telemetry, "before");
      await telemetry.flush();

      closeBehind(path);
      const others = openSync(join(folder, "other"), "a");
      await telemetry.flush();
      span(telemetry, "after");
      await telemetry.flush();

      expect(fstatSync(others).size).toBe(0);
      closeSync(others);
      expect(namesIn(path)).toEqual(["before", "after"]);
    });
  });
}

test("a file that is closed behind the telemetry's back while a full disk refuses a batch is opened again", async () => {
  const path = join(temporaryFolder(), "traces.jsonl");
  symlinkSync("/dev/full", path);
  const others = openAs("/dev/full");
  const { telemetry, told, counts } = watched(path, { mode: "buffered" });
  span(telemetry, "run");
  const flushed = telemetry.flush();

  // By the time that this thread looks again, the disk has refused.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 300);
  for (const fd of openAs("/dev/full")) if (!others.includes(fd)) closeSync(fd);
  await vi.waitUntil(() => told.length > 0, { timeout: 20_000 });
  rmSync(path);
  telemetry.reopen();
  await flushed;

  expect(namesIn(path)).toEqual(["run"]);
  expect(counts()).toMatchObject({ taken: 1, written: 1 });
});

describe("a small disk", () => {
  /** Mounts one of 64 KB, or skips the test where that is not allowed. */
  function smallDisk(skip: (note: string) => void): string {
    const folder = temporaryFolder();
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "ignore" });
    } catch {
      skip("mount is not permitted");
    }
    onTestFinished(() => void execFileSync("umount", ["-l", folder], { stdio: "ignore" }));
    return folder;
  }

  for (const mode of ["sync", "buffered"] as const) {
    test(`that runs full in the middle of a line gets the whole record again once there is room, ${mode}`, async ({
      skip,
    }) => {
      const folder = smallDisk(skip);
      const path = join(folder, "traces.jsonl");
      writeFileSync(join(folder, "ballast"), "x".repeat(50_000));
      const { telemetry, told, counts } = watched(path, { mode });
      const names = Array.from({ length: 100 }, (_, index) => `span ${index}`);

      for (const name of names) span(telemetry, name);
      const flushed = telemetry.flush();
      await vi.waitUntil(() => told.length > 0, { timeout: 20_000 });
      expect(counts()?.pending).toBeGreaterThan(0);
      expect(told[0]?.message).toMatch(/ENOSPC|took only \d+ of \d+ bytes/);

      rmSync(join(folder, "ballast"));
      await flushed;

      const { records, problems } = readJsonl(readFileSync(path, "utf8"));
      const written = records.flatMap((record) => (record.kind === "span" ? [record.name] : []));
      expect(written).toEqual(names);
      expect(problems.length).toBeLessThanOrEqual(1);
      expect(counts()).toMatchObject({ taken: 100, written: 100, pending: 0, failed: 0 });
    });
  }
});

describe("a FIFO", () => {
  test("that nobody reads does not stop the program; its reader gets what waited", async () => {
    const path = fifo();
    const { telemetry, counts } = watched(path);
    span(telemetry, "early");
    expect(counts()).toMatchObject({ taken: 1, pending: 1 });

    const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    await telemetry.flush();

    expect(readJsonl(readAll(reader)).records).toMatchObject([{ kind: "resource" }, { name: "early" }]);
    closeSync(reader);
  });

  for (const mode of ["sync", "buffered"] as const) {
    test(`whose reader is slow gets a record of 300 KB in pieces, ${mode}`, async () => {
      const path = fifo();
      const reader = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      const { telemetry, counts } = watched(path, { mode });
      telemetry.trace("large", { payload: "x".repeat(300_000) }, () => {});
      span(telemetry, "small");

      let text = "";
      await vi.waitUntil(
        async () => {
          text += readAll(reader);
          await telemetry.flush({ timeoutMs: 1 });
          return counts()?.pending === 0;
        },
        { timeout: 20_000 },
      );
      text += readAll(reader);
      closeSync(reader);

      const { records, problems } = readJsonl(text);
      expect(problems).toEqual([]);
      expect(records).toMatchObject([{ kind: "resource" }, { name: "large" }, { name: "small" }]);
    });
  }
});

test("a FIFO whose reader has left waits for the next one", async () => {
  const path = fifo();
  const first = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  const { telemetry, told, counts } = watched(path);
  span(telemetry, "read by the first");
  closeSync(first);
  span(telemetry, "read by the second");
  expect(counts()).toMatchObject({ taken: 2, written: 1, pending: 1 });
  expect(told[0]?.message).toContain("EPIPE");

  const second = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  await telemetry.flush();

  expect(readJsonl(readAll(second)).records).toMatchObject([{ kind: "resource" }, { name: "read by the second" }]);
  closeSync(second);
});

test("a line that is cut off is written again, whole, on a line of its own", async () => {
  const path = join(temporaryFolder(), "traces.jsonl");
  const { telemetry, told, counts } = watched(path);
  span(telemetry, "before");

  limitFileSize(`${statSync(path).size + 100}`);
  span(telemetry, "cut off");
  span(telemetry, "after");
  limitFileSize("unlimited");
  expect(counts()).toMatchObject({ taken: 3, written: 1, pending: 2 });
  await telemetry.flush();

  const { records, problems } = readJsonl(readFileSync(path, "utf8"));
  expect(records).toMatchObject([{ kind: "resource" }, { name: "before" }, { name: "cut off" }, { name: "after" }]);
  expect(problems).toMatchObject([{ line: 3 }]);
  expect(told[0]?.message).toMatch(/EFBIG: file too large, write; records wait$/);

  /** Of this process: what goes beyond it is cut off. */
  function limitFileSize(bytes: string): void {
    execFileSync("prlimit", ["--pid", `${process.pid}`, `--fsize=${bytes}:unlimited`]);
  }
});

test("a loop that never yields gets on as soon as the disk does", () => {
  const path = join(temporaryFolder(), "logs", "traces.jsonl");
  const { telemetry, counts } = watched(path);
  rmSync(dirname(path), { recursive: true });
  writeFileSync(dirname(path), "");
  telemetry.reopen();
  for (let count = 0; count < 100; count++) span(telemetry, "run");
  expect(counts()).toMatchObject({ taken: 100, written: 0, pending: 100 });

  rmSync(dirname(path));
  const end = performance.now() + 10_000;
  while (counts()?.pending !== 0 && performance.now() < end) span(telemetry, "run");

  expect(counts()).toMatchObject({ pending: 0, failed: 0 });
  expect(namesIn(path)).toHaveLength(Number(counts()?.taken));
});

test("the sink says in its flush what waits", async () => {
  const { telemetry } = watched("/dev/full");
  span(telemetry, "run");

  await expect(sinkOf(telemetry).flush?.({ timeoutMs: 0 })).rejects.toThrow("1 lines are not written after 0 ms");
});

test("an outage ends without a further record or a flush", async () => {
  const path = join(temporaryFolder(), "logs", "traces.jsonl");
  const { telemetry, counts } = watched(path);
  renameSync(dirname(path), `${dirname(path)}.gone`);
  writeFileSync(dirname(path), "");
  telemetry.reopen();
  span(telemetry, "run");
  expect(counts()).toMatchObject({ pending: 1 });

  rmSync(dirname(path));
  await vi.waitUntil(() => counts()?.pending === 0, { timeout: 10_000 });

  expect(namesIn(path)).toEqual(["run"]);
});

describe("a user who may not do everything", () => {
  /** In a folder that everybody may enter, as a user who is not root. */
  function asUser<T>(work: (folder: string) => T): T {
    const folder = mkdtempSync(join(tmpdir(), "heddle-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    chmodSync(folder, 0o777);
    if (process.getuid?.() !== 0) return work(folder);
    process.seteuid?.(65534);
    try {
      return work(folder);
    } finally {
      process.seteuid?.(0);
    }
  }

  test("is told at once of a file that may not be written", () => {
    asUser((folder) => {
      const path = join(folder, "traces.jsonl");
      writeFileSync(path, "", { mode: 0o400 });

      expect(() => new FileTelemetry(path)).toThrow(
        `FileTelemetry: ${JSON.stringify(path)} cannot be opened: EACCES: permission denied, open '${path}'`,
      );
    });
  });

  test("may append to a file that may not be read, on a new line, as its last one may be torn", () => {
    const text = asUser((folder) => {
      const path = join(folder, "traces.jsonl");
      writeFileSync(path, "whole\n", { mode: 0o600 });
      chmodSync(path, 0o200);
      span(new FileTelemetry(path, { starts: false }), "run");
      chmodSync(path, 0o600);
      return readFileSync(path, "utf8");
    });

    expect(text).toMatch(/^whole\n\n\{"kind":"resource"/);
    expect(readJsonl(text).records).toMatchObject([{ kind: "resource" }, { name: "run" }]);
  });

  test("has records waiting while the file may not be written", async () => {
    const { telemetry, path, counts } = asUser((folder) => {
      const file = watched(join(folder, "traces.jsonl"));
      chmodSync(file.telemetry.path, 0o400);
      file.telemetry.reopen();
      span(file.telemetry, "waits");
      return { ...file, path: file.telemetry.path };
    });
    expect(counts()).toMatchObject({ taken: 1, written: 0, pending: 1 });

    chmodSync(path, 0o600);
    await telemetry.flush();

    expect(namesIn(path)).toEqual(["waits"]);
    expect(counts()).toMatchObject({ taken: 1, written: 1, pending: 0 });
  });
});

/** The path of a new pipe. */
function fifo(): string {
  const path = join(temporaryFolder(), "fifo");
  execFileSync("mkfifo", [path]);
  return path;
}
/** What is in the pipe now. */
function readAll(fd: number): string {
  const buffer = Buffer.alloc(1 << 20);
  let text = "";
  for (;;) {
    try {
      const bytes = readSync(fd, buffer);
      if (bytes === 0) return text;
      text += buffer.toString("utf8", 0, bytes);
    } catch {
      return text;
    }
  }
}
