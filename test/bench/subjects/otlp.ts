/** Heddle's OtlpTelemetry, to a receiver in a process of its own. */
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OtlpTelemetry } from "@heddle/otlp";
import { startReceiver } from "../start-receiver.ts";
import type { Subject } from "../subject.ts";

export interface OtlpSubjectOptions {
  /** Whether records are on disk before they are sent. */
  readonly isSpooled?: boolean;
}

export async function makeSubject({ isSpooled = false }: OtlpSubjectOptions): Promise<Subject> {
  const receiver = await startReceiver();
  const folder = mkdtempSync(join(tmpdir(), "heddle-bench-"));
  const telemetry = new OtlpTelemetry({ url: receiver.url, service: "bench", ...(isSpooled && { spool: folder }) });
  return {
    trace: (name, attributes, work) => telemetry.trace(name, attributes, work),
    traceSync: (name, attributes, work) => telemetry.trace(name, attributes, work),
    flush: () => telemetry.flush({ timeoutMs: 120_000 }),
    arrived: () => receiver.countSpans(),
    clear: () => receiver.clear(),
    async dispose() {
      await telemetry.shutdown();
      receiver.stop();
      await rm(folder, { recursive: true });
    },
  };
}
