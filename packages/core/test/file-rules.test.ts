import { mkdirSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import { type FileOptions, FileTelemetry, type MetricRecord, readJsonl, type SpanRecord } from "@heddle/core";
import { type MakeSink, type MakeTelemetry, sinkRules, telemetryRules } from "@heddle/testing";
import { describe, test, vi } from "vitest";
import { sinkOf } from "./sink-of.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A busy disk takes its time for 100,000 records. */
const patienceMs = 60_000;
vi.setConfig({ testTimeout: 3 * patienceMs });

const ways: Record<string, FileOptions> = { sync: {}, buffered: { mode: "buffered" } };
const smallBatches: FileOptions = { mode: "buffered", maxBytes: 100, maxBufferedBytes: 10_000_000 };

function recordsOf(path: string): (SpanRecord | MetricRecord)[] {
  return readJsonl(readFileSync(path, "utf8")).records.filter(
    ({ kind }) => kind === "span" || kind === "metric",
  ) as never;
}

for (const [way, options] of Object.entries({ ...ways, "buffered, in small batches": smallBatches })) {
  const makeSink: MakeSink = () => {
    const path = join(temporaryFolder(), "logs", "traces.jsonl");
    let arrivedAt = path;
    const telemetry = new FileTelemetry(path, options);
    return {
      sink: sinkOf(telemetry),
      written: () => recordsOf(arrivedAt),
      patienceMs,
      breakDown() {
        arrivedAt = `${path}.moved`;
        renameSync(path, arrivedAt);
        mkdirSync(path);
        telemetry.reopen();
      },
    };
  };
  describe(`a file sink, ${way}, keeps the rule that`, () => {
    for (const rule of sinkRules) test(rule.name, (context) => rule.check(makeSink, context));
  });
}

for (const [way, options] of Object.entries(ways)) {
  const makeTelemetry: MakeTelemetry = () => {
    const telemetry = new FileTelemetry(join(temporaryFolder(), "traces.jsonl"), options);
    const read = async () => {
      await telemetry.flush();
      return recordsOf(telemetry.path);
    };
    return {
      telemetry,
      spans: async () => (await read()).filter((record) => record.kind === "span"),
      metrics: async () => (await read()).filter((record) => record.kind === "metric"),
      patienceMs,
    };
  };
  describe(`FileTelemetry, ${way}, keeps the rule that`, () => {
    for (const rule of telemetryRules) test(rule.name, (context) => rule.check(makeTelemetry, context));
  });
}
