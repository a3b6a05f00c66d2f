/** How files are written: the options, and what they are unless given. */
import { checkWord, quote } from "./check-option.ts";
import type { RecorderOptions } from "./recorder.ts";
import { MAX_TIMER_MS } from "./with-timeout.ts";

/** Who writes, as the first line of a file tells it. */
export interface FileResource {
  /** `$OTEL_SERVICE_NAME` unless given, else `unknown_service:node`. */
  readonly serviceName?: string;
}

/** How files are written, and how it is recorded. */
export interface FileOptions extends RecorderOptions {
  /**
   * `sync`, unless given: a record is in the hands of the operating system when the call returns, and even SIGKILL loses
   * none. `buffered`: records are written in batches in the background, and on exit. SIGKILL then loses the batch that
   * waits, and so do SIGTERM and SIGINT unless `signals` is on.
   */
  readonly mode?: "sync" | "buffered";
  /** Whether a span has a line when it opens, so that a crash shows what was under way; true unless given. */
  readonly starts?: boolean;
  /** Whether what waits is written when SIGTERM or SIGINT comes, which then takes its course; false unless given. */
  readonly signals?: boolean;
  /** `trace`: the path is of a folder, and each trace has a file in it, `<traceId>.jsonl`. */
  readonly filePer?: "trace";
  /** `buffered`: milliseconds that a record waits for company; 200 unless given. `Infinity`: until there are `maxBytes`. */
  readonly intervalMs?: number;
  /** `buffered`: a batch of about this size waits no longer; 256 KiB unless given. */
  readonly maxBytes?: number;
  /**
   * Bytes that may wait in memory; 16 MiB unless given. Beyond it, batches are written at once, and while the disk takes
   * nothing, records are lost and counted as failed.
   */
  readonly maxBufferedBytes?: number;
  readonly resource?: FileResource;
}

/** The options of the sink, filled in. */
export interface FileSettings {
  readonly isBuffered: boolean;
  readonly starts: boolean;
  readonly signals: boolean;
  readonly intervalMs: number;
  readonly maxBytes: number;
  readonly maxBufferedBytes: number;
  readonly serviceName: string;
}

/** Throws a TypeError or RangeError for an option that cannot be meant. */
export function fileSettings(options: FileOptions): FileSettings {
  const { mode = "sync", starts = true, signals = false, filePer = "trace", resource } = options;
  checkWord("FileTelemetry: mode", mode, "sync", "buffered");
  if (filePer !== "trace") {
    throw new TypeError(`FileTelemetry: filePer is ${quote(filePer)}; give "trace", or leave it out`);
  }
  return {
    isBuffered: mode === "buffered",
    starts,
    signals,
    intervalMs: Math.min(positive("intervalMs", options.intervalMs ?? 200), MAX_TIMER_MS),
    maxBytes: positive("maxBytes", options.maxBytes ?? 256 * 1024),
    maxBufferedBytes: positive("maxBufferedBytes", options.maxBufferedBytes ?? 16 * 1024 * 1024),
    serviceName: resource?.serviceName ?? (process.env.OTEL_SERVICE_NAME || "unknown_service:node"),
  };
}

function positive(option: string, value: number): number {
  if (typeof value === "number" && value > 0) return value;
  throw new RangeError(`FileTelemetry: ${option} is ${quote(value)}; give a positive number`);
}
