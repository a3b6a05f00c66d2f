/** What Heddle holds itself to and misses, and peers that it is slower than there. */
import { MARGIN } from "../outcome.ts";
import type { Shortcoming } from "./comparison.ts";
import type { FloorRow } from "./measured.ts";

export function floorShortcomings(row: FloorRow): Shortcoming[] {
  const { measured, number, spread, bound, verdict } = row;
  const told = { chapter: "What Heddle holds itself to", number: measured, name: "" };
  const reason = floorReasons[measured] ?? "";
  const value = spread === "" ? number : `${number} (${spread})`;
  const peer = fasterPeer(row);
  if (verdict === "BROKEN") return [{ ...told, text: `${value}; it must be ${bound}`, reason }];
  if (verdict === "noise") {
    const text = `${value}; it must be ${bound}`;
    return [{ ...told, text, reason: `${reason} Missed by less than ${MARGIN * 100} %, which can be noise.`.trim() }];
  }
  return peer === undefined ? [] : [{ ...told, text: `${value}; ${peer} faster`, reason }];
}

/** Who is the faster one in this row, and its verb. */
function fasterPeer({ measured, number }: FloorRow): string | undefined {
  const ratio = Number.parseFloat(number);
  const [, slowerThan] = measured.match(/times faster than (.*)$/) ?? [];
  if (slowerThan !== undefined && ratio < 1) return `${slowerThan} ${slowerThan.endsWith("s") ? "are" : "is"}`;
  const [, against] = measured.match(/against (OTel[^,]*)/) ?? [];
  return against !== undefined && ratio > 1 ? `${against} is` : undefined;
}

const floorReasons: Readonly<Record<string, string>> = {
  "crash-safe file span, times faster than OTel Batch + OTLP/HTTP":
    "A line when a span starts and one when it ends, each written before the program goes on: these two system calls are two fifths of the time.",
  "buffered file span, times faster than OTel Batch + OTLP/HTTP":
    "Two fifths of the time are the text of a line and its bytes, made in the call; the ratio moves with the machine, as its spread says.",
  "OTelTelemetry span, time against OTel's startActiveSpan, both Simple + InMemory":
    "All that OpenTelemetry does is in it, and Heddle's own part on top.",
  "overhead a span in 10,000 branches at once, against one at a time":
    "The garbage collector copies ten thousand open spans, and the context of each; the rows below it say what AsyncLocalStorage alone takes.",
  "core, bundled, minified, gzip":
    "It is everything: all sinks, all wrappers, the console and the reader of recordings. Who imports InMemoryTelemetry alone bundles two fifths of it.",
  "… times faster than prom-client's counter":
    "prom-client adds to one number for each set of labels; Heddle keeps each value, with its time and its span.",
  "… times faster than Langfuse's observations":
    "A typed span reads requests and answers of any provider into one shape, copies them so that no later change reaches them, counts tokens, works out what they cost, and emits metrics; an observation keeps what the program tells it.",
};
