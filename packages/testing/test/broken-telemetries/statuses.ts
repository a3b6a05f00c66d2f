/** Telemetries that each break one rule on how a span ended. */
import type { MakeTelemetry } from "@heddle/testing";
import type { Broken } from "../broken.ts";
import { handing, recordingSpans, telemetryWith } from "../telemetry-with.ts";

export const telemetriesBreakingStatuses: readonly Broken<MakeTelemetry>[] = [
  {
    name: "one with an exception in every span",
    breaks: ["a span of work that went well is ok, and tells of no failure"],
    make: recordingSpans(({ exception = "" }) => ({ exception })),
  },
  {
    name: "one without stacks",
    breaks: ["a span whose work threw or rejected is an error, with its type, message and stack"],
    make: recordingSpans(({ error }) =>
      error === undefined ? {} : { error: { type: error.type, message: error.message } },
    ),
  },
  {
    name: "one that records messages alone",
    breaks: ["whatever was thrown is told in words"],
    make: recordingSpans(({ error, exception }) =>
      error?.message === "" ? { exception: "" } : { ...(exception && { exception }) },
    ),
  },
  {
    name: "one that knows no cancellation",
    breaks: ["an abort is a cancellation, a timeout is an error"],
    make: recordingSpans(({ status }) => ({ status: status === "ok" ? "ok" : "error" })),
  },
  {
    name: "one that knows no failure that was handled",
    breaks: ["a failure that was handled is recorded by fail, and nothing is thrown"],
    make: handing(() => ({ fail() {} })),
  },
  {
    name: "one that blames the whole trace",
    breaks: ["a failure that the outer work caught is the inner span's alone"],
    make: telemetryWith(() => ({
      spans(spans) {
        const failed = new Set(spans.filter((span) => span.status === "error").map((span) => span.traceId));
        return spans.map((span) => (failed.has(span.traceId) ? { ...span, status: "error" } : span));
      },
    })),
  },
];
