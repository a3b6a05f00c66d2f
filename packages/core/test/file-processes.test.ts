import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FileTelemetry, readJsonl } from "@heddle/core";
import { expect, test } from "vitest";
import { recordedIn } from "./recorded-in.ts";
import { runProgram } from "./run-program.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const KB = 1024;

/** How many good spans there are after these processes have written to one file at the same time. */
async function spansOf(processes: number, records: number, size: number, mode: "sync" | "buffered"): Promise<number> {
  const path = join(temporaryFolder(), "traces.jsonl");
  const names = Array.from({ length: processes }, (_, index) => `process ${index}`);
  await Promise.all(names.map((name) => runProgram("many-records.ts", path, name, `${records}`, `${size}`, mode)));
  return new Set(recordedIn(path).map((record) => record.kind === "span" && record.name)).size;
}

for (const mode of ["sync", "buffered"] as const) {
  test(`four processes that write 300 records of 20 KB each to one file leave 1,200 good lines, ${mode}`, async () => {
    expect(await spansOf(4, 300, 20 * KB, mode)).toBe(1200);
  });

  test(`records of 1 MB from two processes stay whole, ${mode}`, async () => {
    expect(await spansOf(2, 12, KB * KB, mode)).toBe(24);
  });
}

test("several telemetries of one process write to one file, each with a resource of its own", () => {
  const path = join(temporaryFolder(), "traces.jsonl");
  const telemetries = [new FileTelemetry(path), new FileTelemetry(path, { resource: { serviceName: "shop" } })];

  for (const telemetry of telemetries) telemetry.trace("run", {}, () => {});

  const { records, problems } = readJsonl(readFileSync(path, "utf8"));
  expect(problems).toEqual([]);
  expect(records.map((record) => record.kind)).toEqual([
    "resource",
    "span_start",
    "span",
    "resource",
    "span_start",
    "span",
  ]);
  expect(records.flatMap((record) => (record.kind === "resource" ? [record.serviceName] : []))).toEqual([
    process.env.OTEL_SERVICE_NAME ?? "unknown_service:node",
    "shop",
  ]);
});

for (const mode of ["sync", "buffered"]) {
  test(`a loop that never yields leaves every span on the disk and nothing in memory, ${mode}`, async () => {
    const path = join(temporaryFolder(), "traces.jsonl");

    const { stdout, stderr } = await runProgram("busy-loop.ts", path, mode, "200000", "--expose-gc");

    expect(stderr).toBe("");
    const { heap, buffers } = JSON.parse(stdout);
    expect(heap).toBeLessThan(10_000_000);
    expect(buffers).toBeLessThan(20_000_000);
    expect(readFileSync(path, "latin1").match(/^\{"kind":"span",/gm)?.length).toBe(200_000);
  });
}
