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
  return `An asynchronous generator of two chunks, 300 ms between them, in which a span is opened; wrapped as each documentation says.
Heddle keeps contents at home: what it sends by OTLP has outputs with \`captureContent: true\` only, and a file always.

${markdownTable(head, cells)}

These wrap no functions: ${others.join(", ")}.`;
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
  const text = `What the programs of the chapters above import, installed alone; the least import time of seven processes.

![What a bundle weighs](test/bench/plots/footprint.svg)

${markdownTable(head, cells)}${failures.length > 0 ? `\n\n${failures.join("\n")}` : ""}`;
  return { text, plots: { "footprint.svg": barPlot("kB bundled, minified, gzip, logarithmic", bars, true) } };
}

export function floorChapter(rows: readonly FloorRow[]): string {
  const head = ["", "measured", "spread", "must be", ""];
  const cells = rows.map(({ measured, number, spread, bound, verdict }) => [measured, number, spread, bound, verdict]);
  return `What Heddle holds itself to, measured with \`pnpm bench\`; \`pnpm bench --quick\` measures what needs OpenTelemetry only.

${markdownTable(head, cells)}`;
}
