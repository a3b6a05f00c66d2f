/** The chapters on what arrives: of bursts, and of processes that end. */
import type { BurstRow } from "./bursts.ts";
import { type Chapter, isOurs } from "./cost-chapter.ts";
import { type ExitCell, type ExitRow, endings } from "./exits.ts";
import { codeText, markdownTable, micros, percent } from "./markdown.ts";
import { barPlot } from "./plots.ts";

const PRINTED_LENGTH = 120;

export function burstChapter(rows: readonly BurstRow[]): Chapter {
  const plots: Record<string, string> = {};
  const groups = Map.groupBy(rows, burstTitle);
  const parts = [...groups].map(([title, group], i) => {
    const file = `burst-${i + 1}.svg`;
    const bars = group.map(({ name, arrived }) => ({ name, value: arrived * 100, isOurs: isOurs(name) }));
    plots[file] = barPlot(`% of ${title} that arrived`, bars);
    const head = ["", "arrived", "µs a span", "peak MB", "printed"];
    const cells = group.map(({ name, arrived, ns, peakMb, failure, printed }) => [
      name,
      failure === undefined ? percent(arrived) : `${percent(arrived)}, then ${failure}`,
      ns === undefined ? "–" : micros(ns),
      peakMb === undefined ? "–" : String(Math.round(peakMb)),
      codeText(printed, PRINTED_LENGTH),
    ]);
    return `### ${title}\n\n![${title}](test/bench/plots/${file})\n\n${markdownTable(head, cells)}`;
  });
  const opening = `Spans one after the other, each awaited, with six attributes, in a new process; then the library is flushed and closed.
While a loop never yields, no timer fires and no I/O completes.
The time is that of the loop, without the flush; warming up is a part of it.`;
  return { text: [opening, ...parts].join("\n\n"), plots };
}

function burstTitle({ spans, isYielding }: BurstRow): string {
  const loop = isYielding ? "with a turn of the event loop every 10" : "in a loop that never yields";
  return `${spans.toLocaleString("en")} spans ${loop}`;
}

/** Which of the four bursts it is, in short. */
export function burstPlace({ spans, isYielding }: BurstRow): string {
  return `${spans.toLocaleString("en")}, ${isYielding ? "yielding" : "never yielding"}`;
}

const cellTexts: Readonly<Record<ExitCell["kept"], string>> = {
  sent: "sent",
  file: "on disk",
  lost: "**lost**",
};

export function exitChapter(rows: readonly ExitRow[]): string {
  const head = ["", ...endings.map((ending) => endingNames[ending] ?? ending)];
  const half = (which: "ended" | "open") =>
    rows.filter(({ failure }) => failure === undefined).map((row) => [row.name, ...row[which].map(exitText)]);
  const failures = rows.flatMap(({ name, failure }) =>
    failure === undefined ? [] : [`${name} is left out: ${failure}.`],
  );
  return `A library is set up; 50 ms later there is one span; then the process ends, by a signal after another 50 ms.
No flush and no shutdown is called, although the documentation of most libraries asks for one: this is what a program keeps that ends before it can.
“On disk” is in a file that outlives the process; the next process sends what is in a spool.
“(ends: …)” is how the process ended, where without telemetry it would have ended otherwise.

### A span that has ended

${markdownTable(head, half("ended"))}

### A span that is still open

${markdownTable(head, half("open"))}${failures.length > 0 ? `\n\n${failures.join("\n")}` : ""}`;
}

export const endingNames: Readonly<Record<string, string>> = {
  return: "returns",
  exit: "process.exit(0)",
  throw: "uncaught error",
  reject: "unhandled rejection",
};

function exitText({ kept, otherEnd }: ExitCell): string {
  return otherEnd === undefined ? cellTexts[kept] : `${cellTexts[kept]} (ends: ${otherEnd})`;
}
