/** Heddle's telemetries with their defaults, to be compared with other libraries. */
import { join } from "node:path";
import { FileTelemetry, InMemoryTelemetry, MultiTelemetry, NoTelemetry, type Recorder, startSpan } from "@heddle/core";
import { observe } from "@heddle/genai";
import { OtlpTelemetry } from "@heddle/otlp";
import type { PlacedSubject } from "../subject.ts";

export interface PlacedOptions {
  readonly url: string;
  readonly folder: string;
  readonly kind: "bare" | "none" | "memory" | "file" | "buffered" | "otlp" | "spool" | "multi";
  /** Of a Multi. */
  readonly members?: number;
}

export function makeSubject(options: PlacedOptions): PlacedSubject {
  if (options.kind === "bare")
    return { trace: (_name, _attributes, work) => work(), open() {}, flush: async () => {}, dispose() {} };
  const telemetry = telemetryOf(options);
  return {
    trace: (name, attributes, work) => telemetry.trace(name, attributes, work),
    open: (name, attributes) => startSpan(telemetry, name, attributes),
    wrapGenerator: (name, generator) => observe(generator, { name, telemetry }),
    flush: () => telemetry.flush({ timeoutMs: 120_000 }),
    dispose: () => telemetry[Symbol.asyncDispose](),
  };
}

function telemetryOf({ kind, url, folder, members = 0 }: PlacedOptions): Recorder | NoTelemetry {
  const path = join(folder, "spans.jsonl");
  const otlp = { url: `${url}/v1/traces`, service: "bench" };
  if (kind === "none") return new NoTelemetry();
  if (kind === "memory") return new InMemoryTelemetry();
  if (kind === "multi") return new MultiTelemetry(Array.from({ length: members }, () => new InMemoryTelemetry()));
  if (kind === "file") return new FileTelemetry(path);
  if (kind === "buffered") return new FileTelemetry(path, { mode: "buffered" });
  return new OtlpTelemetry(kind === "spool" ? { ...otlp, spool: folder } : otlp);
}
