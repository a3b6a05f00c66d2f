/** How a spool is kept: the options, and what they are unless given. */
import { homedir } from "node:os";
import { resolve } from "node:path";
import { numberIn, wrong } from "./given.ts";
import type { OtlpOptions } from "./otlp-options.ts";

/** A folder where records are on disk before they are sent. One folder is for one backend. */
export interface SpoolOptions {
  /** It is made where it is missing. Several processes may share it, one after the other and at the same time. */
  readonly folder: string;
  /** Bytes that records may take in the folder; 1 GiB unless given. When it is full, new records are dropped, counted and told. */
  readonly maxBytes?: number;
  /** Bytes of one file; 4 MiB unless given. A file is deleted when the backend has taken all of it. */
  readonly segmentBytes?: number;
}

/** The options, filled in. */
export interface SpoolSettings {
  /** Absolute. */
  readonly folder: string;
  readonly maxBytes: number;
  readonly segmentBytes: number;
}

const MEBIBYTE = 1024 * 1024;
const MOST_BYTES = 2 ** 50;

/** What is the program's own cannot be handed to the thread that sends. */
const LOCAL_OPTIONS = ["fetch", "agent"] as const;

/** Throws a TypeError for an option that cannot be meant. */
export function spoolSettings(spool: string | SpoolOptions, options: OtlpOptions): SpoolSettings {
  const local = LOCAL_OPTIONS.find((name) => options[name] !== undefined);
  if (local !== undefined) {
    throw new TypeError(
      `OtlpTelemetry: a spool is sent by a thread of its own, without your ${local}; leave out one of them`,
    );
  }
  const {
    folder,
    maxBytes = 1024 * MEBIBYTE,
    segmentBytes = 4 * MEBIBYTE,
  }: SpoolOptions = typeof spool === "string" ? { folder: spool } : spool;
  if (typeof folder !== "string" || folder === "") {
    throw wrong({ name: "OtlpTelemetry: spool", value: folder }, "the path of a folder");
  }
  return {
    folder: resolve(folder.replace(/^~(?=$|[\\/])/, homedir)),
    maxBytes: bytesIn("spool.maxBytes", maxBytes),
    segmentBytes: bytesIn("spool.segmentBytes", segmentBytes),
  };
}

function bytesIn(name: string, value: number): number {
  return numberIn({ name: `OtlpTelemetry: ${name}`, value }, 1, MOST_BYTES);
}
