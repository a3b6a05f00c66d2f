/** The chapters on streams, on what a library weighs, and on what must be reached. */
import { type Chapter, isOurs } from "./cost-chapter.ts";
import type { FootprintRow } from "./footprint.ts";
import { markdownTable } from "./markdown.ts";
import type { FloorRow } from "./measured.ts";
import { barPlot } from "./plots.ts";
import type { StreamRow } from "./streams.ts";

export function streamChapter(rows: readonly StreamRow[]): string {
  const wrapping = rows.filter(({ returned, failure }) => returned !== undefined || failure !== undefined);
  const others = rows.filter((row) => !wrapping.includes(row)).map(({ name }) => name);
  const head = ["", "span's length", "output", "span inside", "gives back", "every chunk"];
  const cells = wrapping.map(({ name, durationMs, hasOutput, inner, returned, isWhole, failure }) => [
    name,
    failure ?? (durationMs === undefined ? "–" : `${Math.round(durationMs)} ms`),
    hasOutput ? "recorded" : "–",
    inner ?? "–",
    returned ?? "–",
    isWhole ? "yes" : "no",
  ]);
  return `An asynchronous generator yields two chunks, 300 ms apart, and opens a span between them; it is wrapped as the documentation of each library says.
The span around it should last about 300 ms.
Heddle sends contents with \`captureContent: true\` only; a file always has them.

${markdownTable(head, cells)}

These have nothing that wraps a generator: ${others.join(", ")}.`;
}

export function footprintChapter(rows: readonly FootprintRow[]): Chapter {
  const sorted = rows.toSorted((a, b) => (a.gzipKb ?? 0) - (b.gzipKb ?? 0));
  const head = ["", "packages", "MB installed", "import ms", "kB bundled, minified, gzip"];
  const cells = sorted.map(({ name, packages, megabytes, importMs, gzipKb }) => [
    name,
    String(packages),
    megabytes.toFixed(1),
    importMs === undefined ? "fails" : importMs.toFixed(0),
    gzipKb === undefined ? "fails" : gzipKb.toFixed(1),
  ]);
  const failures = rows.flatMap(({ name, failure }) => (failure === undefined ? [] : [`${name}: ${failure}.`]));
  const bars = sorted.flatMap(({ name, gzipKb }) =>
    gzipKb === undefined ? [] : [{ name, value: gzipKb, isOurs: isOurs(name) }],
  );
  const text = `What the program of a library in the chapters above imports, installed by itself; of Heddle, three programs: spans to a file, spans over OTLP, and typed spans to a file.
The import time is the least of seven processes.

![What a bundle weighs](test/bench/plots/footprint.svg)

${markdownTable(head, cells)}${failures.length > 0 ? `\n\n${failures.join("\n")}` : ""}`;
  return { text, plots: { "footprint.svg": barPlot("kB bundled, minified, gzip, logarithmic", bars, true) } };
}

export function floorChapter(rows: readonly FloorRow[]): string {
  const head = ["", "measured", "spread", "must be", ""];
  const cells = rows.map(({ measured, number, spread, bound, verdict }) => [measured, number, spread, bound, verdict]);
  return `\`npx -y pnpm@12.21.0 bench --quick\` measures this against OpenTelemetry alone, and fails when a bound is missed: of a time, by more than 10 %; less is “noise”.
Times include the flush, up to the arrival of the last span, which is checked; they do not include the reading of spans in memory (see “How it grows”).
OpenTelemetry's batch processor has a queue with room for all spans here: with its default of 2,048, it would lose some.

${markdownTable(head, cells)}`;
}
