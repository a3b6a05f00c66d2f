/** Heddle's telemetries. */

import { mkdtempSync } from "node:fs";
import { rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FileTelemetry, InMemoryTelemetry, MultiTelemetry, NoTelemetry, type Recorder } from "@heddle/core";
import { countSpanLines } from "../count-span-lines.ts";
import type { Subject, Trace } from "../subject.ts";

export interface HeddleOptions {
  readonly telemetry: "none" | "memory" | "file";
  /** How many in-memory members a Multi has; no Multi unless given. */
  readonly members?: number;
  readonly mode?: "sync" | "buffered";
}

export function makeSubject({ telemetry, members, mode }: HeddleOptions): Subject {
  if (telemetry === "none") return nothing();
  return telemetry === "file" ? file(mode) : memory(members);
}

function nothing(): Subject {
  const telemetry = new NoTelemetry();
  return { trace: traceOf(telemetry), flush: () => telemetry.flush(), clear() {}, dispose() {} };
}

function memory(members?: number): Subject {
  const memories = Array.from({ length: members ?? 1 }, () => new InMemoryTelemetry());
  const telemetry: Recorder = members === undefined ? (memories[0] as InMemoryTelemetry) : new MultiTelemetry(memories);
  return {
    trace: traceOf(telemetry),
    count: (name, value, attributes) => telemetry.emitMetric(name, value, attributes),
    flush: () => telemetry.flush(),
    arrived: () => Math.min(...memories.map((one) => one.spans().length + one.metrics().length)),
    clear() {
      for (const one of memories) one.clear();
    },
    dispose() {},
  };
}

function file(mode: HeddleOptions["mode"]): Subject {
  const folder = mkdtempSync(join(tmpdir(), "heddle-bench-"));
  const path = join(folder, "spans.jsonl");
  const telemetry = new FileTelemetry(path, { ...(mode && { mode }) });
  return {
    trace: traceOf(telemetry),
    traceSync: (name, attributes, work) => telemetry.trace(name, attributes, work),
    flush: () => telemetry.flush(),
    arrived: () => countSpanLines(path),
    // The page cache takes what one repeat writes, and nothing waits for the disk.
    clear: () => truncate(path),
    async dispose() {
      await telemetry[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}

function traceOf(telemetry: { trace: Trace }): Trace {
  return (name, attributes, work) => telemetry.trace(name, attributes, work);
}
