/** Heddle's telemetries with their defaults, to be compared with other libraries. */
import { join } from "node:path";
import { FileTelemetry, InMemoryTelemetry, MultiTelemetry, NoTelemetry, type Recorder, startSpan } from "@heddle/core";
import type { PlacedSubject } from "../subject.ts";

export interface PlacedOptions {
  readonly url: string;
  readonly folder: string;
  readonly kind: "bare" | "none" | "memory" | "file" | "buffered" | "otlp" | "spool" | "multi";
  /** Of a Multi. */
  readonly members?: number;
}

/** Imports what it needs, and no more: a program that writes a file has no part of OTLP in its memory. */
export async function makeSubject(options: PlacedOptions): Promise<PlacedSubject> {
  if (options.kind === "bare")
    return { trace: (_name, _attributes, work) => work(), open() {}, flush: async () => {}, dispose() {} };
  const telemetry = await telemetryOf(options);
  return {
    trace: (name, attributes, work) => telemetry.trace(name, attributes, work),
    open: (name, attributes) => startSpan(telemetry, name, attributes),
    async wrapGenerator(name, generator) {
      const { observe } = await import("@heddle/genai");
      return observe(generator, { name, telemetry });
    },
    flush: () => telemetry.flush({ timeoutMs: 120_000 }),
    ...(telemetry instanceof InMemoryTelemetry && { read: () => telemetry.spans() }),
    dispose: () => telemetry[Symbol.asyncDispose](),
  };
}

async function telemetryOf({ kind, url, folder, members = 0 }: PlacedOptions): Promise<Recorder | NoTelemetry> {
  const path = join(folder, "spans.jsonl");
  if (kind === "none") return new NoTelemetry();
  if (kind === "memory") return new InMemoryTelemetry();
  if (kind === "multi") return new MultiTelemetry(Array.from({ length: members }, () => new InMemoryTelemetry()));
  if (kind === "file") return new FileTelemetry(path);
  if (kind === "buffered") return new FileTelemetry(path, { mode: "buffered" });
  const { OtlpTelemetry } = await import("@heddle/otlp");
  const otlp = { url: `${url}/v1/traces`, service: "bench" };
  return new OtlpTelemetry(kind === "spool" ? { ...otlp, spool: folder } : otlp);
}
