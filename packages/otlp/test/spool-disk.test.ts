import { execFileSync } from "node:child_process";
import { chmodSync, readdirSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Telemetry } from "@heddle/core";
import { expect, onTestFinished, test, vi } from "vitest";
import type { Receiver } from "./receiver.ts";
import { receiverDown, receiverFor } from "./sender-to.ts";
import { telemetryTo } from "./telemetry-to.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const record = (telemetry: Telemetry, count: number) => {
  for (let index = 0; index < count; index++) telemetry.trace("step", { index, text: "some words" }, () => {});
};

/** How many different spans have arrived. */
const arrivedAt = (receiver: Receiver) => new Set(receiver.spans().map(({ spanId }) => spanId)).size;

/** A disk of so many bytes, until the test is over; skips the test where that is not allowed. */
function smallDisk(size: string, skip: (note: string) => void): string {
  const folder = temporaryFolder();
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder], { stdio: "ignore" });
  } catch {
    skip("mount is not permitted");
  }
  onTestFinished(() => void execFileSync("umount", ["-l", folder], { stdio: "ignore" }));
  return folder;
}

test("a disk that is full is waited for, and nothing is lost", async ({ skip }) => {
  const folder = smallDisk("256k", skip);
  const receiver = await receiverFor();
  const { telemetry, told, counts } = telemetryTo(receiver, { spool: folder, batch: { intervalMs: 5 } });
  record(telemetry, 1);
  await telemetry.flush();
  writeFileSync(join(folder, "ballast"), "x".repeat(200_000));

  record(telemetry, 500);
  await vi.waitUntil(() => told().some((message) => /ENOSPC|took only/.test(message)), { timeout: 60_000 });
  const full = counts();
  rmSync(join(folder, "ballast"));
  while (counts().pending > 0) await telemetry.flush();

  expect(full).toMatchObject({ taken: 501, dropped: 0, failed: 0 });
  expect(counts()).toEqual({ taken: 501, written: 501, dropped: 0, failed: 0, pending: 0 });
  expect(arrivedAt(receiver)).toBe(501);
});

test("a disk that is full at the start is waited for, and nothing is lost", async ({ skip }) => {
  const disk = smallDisk("64k", skip);
  const receiver = await receiverFor();
  expect(() => writeFileSync(join(disk, "ballast"), "x".repeat(100_000))).toThrow("ENOSPC");

  const { telemetry, told, counts } = telemetryTo(receiver, { spool: join(disk, "spool") });
  record(telemetry, 10);
  await telemetry.flush({ timeoutMs: 1 });
  const full = counts();
  rmSync(join(disk, "ballast"));
  while (counts().pending > 0) await telemetry.flush();

  expect(full).toEqual({ taken: 10, written: 0, dropped: 0, failed: 0, pending: 10 });
  expect(counts()).toEqual({ taken: 10, written: 10, dropped: 0, failed: 0, pending: 0 });
  expect(arrivedAt(receiver)).toBe(10);
  expect(told()[0]).toMatch(/^otlp: send failed: Error: .*ENOSPC: no space left on device.*; records wait$/);
});

test("a disk that the spool itself has filled has room again when the backend is back", async ({ skip }) => {
  const folder = smallDisk("256k", skip);
  const receiver = await receiverDown();
  const { telemetry, counts } = telemetryTo(receiver, { spool: folder });
  record(telemetry, 2000);
  const full = counts();

  await receiver.start();
  while (counts().pending > 0) await telemetry.flush();

  expect(full).toEqual({ taken: 2000, written: 0, dropped: 0, failed: 0, pending: 2000 });
  expect(counts()).toEqual({ taken: 2000, written: 2000, dropped: 0, failed: 0, pending: 0 });
  expect(arrivedAt(receiver)).toBe(2000);
});

test("what goes beyond what may wait in memory for a disk that is full is counted as failed, and told", async ({
  skip,
}) => {
  const receiver = await receiverFor();
  const { telemetry, told, counts } = telemetryTo(receiver, { spool: smallDisk("256k", skip) });

  for (let index = 0; index < 20; index++) telemetry.trace("large", { text: "x".repeat(1_000_000) }, () => {});

  const { taken, failed, pending } = counts();
  expect([taken, failed + pending]).toEqual([20, 20]);
  expect(failed).toBeGreaterThan(3);
  expect(told().slice(1)).toEqual([
    "otlp: write failed: Error: the disk takes nothing, and memory is full: new records are lost",
  ]);
});

test("a full disk that somebody makes room on by deleting the spool goes on, and what was lost is counted", async ({
  skip,
}) => {
  const folder = smallDisk("256k", skip);
  const receiver = await receiverDown();
  const { telemetry, told, counts } = telemetryTo(receiver, { spool: folder });
  record(telemetry, 2000);
  const full = counts();

  for (const run of readdirSync(folder)) rmSync(join(folder, run), { recursive: true });
  await receiver.start();
  record(telemetry, 10);
  while (counts().pending > 0) await telemetry.flush();

  expect(full).toEqual({ taken: 2000, written: 0, dropped: 0, failed: 0, pending: 2000 });
  const { taken, written, failed } = counts();
  expect([taken, written + failed]).toEqual([2010, 2010]);
  expect(failed).toBeGreaterThan(0);
  expect(arrivedAt(receiver)).toBe(written);
  expect(told()).toContainEqual(
    `otlp: write failed: Error: ${failed} records are lost: somebody has deleted files of the spool`,
  );
});

test("files that may not grow are waited for, and nothing is lost", async () => {
  const receiver = await receiverFor();
  const { telemetry, told, counts } = telemetryTo(receiver, {
    spool: { folder: temporaryFolder(), segmentBytes: 50_000 },
  });
  record(telemetry, 1);
  await telemetry.flush();

  limitFileSize("20000");
  record(telemetry, 200);
  limitFileSize("unlimited");
  while (counts().pending > 0) await telemetry.flush();

  expect(counts()).toEqual({ taken: 201, written: 201, dropped: 0, failed: 0, pending: 0 });
  expect(arrivedAt(receiver)).toBe(201);
  expect(told()).toEqual([expect.stringMatching(/^otlp: send failed: .*EFBIG: file too large, write; records wait$/)]);

  /** Of this process: what goes beyond it is cut off. */
  function limitFileSize(bytes: string): void {
    execFileSync("prlimit", ["--pid", `${process.pid}`, `--fsize=${bytes}:unlimited`]);
  }
});

test("a folder that cannot be looked into for a while loses nothing", async () => {
  const folder = temporaryFolder();
  const receiver = await receiverFor();
  const { telemetry, counts } = telemetryTo(receiver, { spool: { folder, segmentBytes: 10_000 } });
  record(telemetry, 1);
  await telemetry.flush();
  const run = join(folder, String(readdirSync(folder)[0]));

  renameSync(run, `${run}.away`);
  symlinkSync(run, run);
  record(telemetry, 500);
  const waiting = counts();
  unlinkSync(run);
  renameSync(`${run}.away`, run);
  while (counts().pending > 0) await telemetry.flush();

  expect(waiting.pending).toBeGreaterThan(0);
  expect(counts()).toEqual({ taken: 501, written: 501, dropped: 0, failed: 0, pending: 0 });
  expect(arrivedAt(receiver)).toBe(501);
});

/** Root is forbidden nothing, and to become another user while threads run is suspected of crashing Node once in a while. */
const isRoot = process.getuid?.() === 0;

test.skipIf(isRoot).each([
  ["read-only", 0o500],
  ["forbidden", 0o000],
])("a folder that becomes %s is waited for, and nothing is lost", async (_, mode) => {
  const folder = temporaryFolder();
  const receiver = await receiverFor();
  const { telemetry, told, counts } = telemetryTo(receiver, { spool: { folder, segmentBytes: 10_000 } });
  record(telemetry, 1);
  await telemetry.flush();
  const run = join(folder, String(readdirSync(folder)[0]));

  chmodSync(run, mode);
  record(telemetry, 500);
  const waiting = counts();
  await telemetry.flush({ timeoutMs: 300 });
  chmodSync(run, 0o700);
  while (counts().pending > 0) await telemetry.flush();

  expect(waiting.pending).toBeGreaterThan(0);
  expect(counts()).toEqual({ taken: 501, written: 501, dropped: 0, failed: 0, pending: 0 });
  expect(arrivedAt(receiver)).toBe(501);
  expect(told()[0]).toMatch(/^otlp: send failed: .*EACCES/);
});
