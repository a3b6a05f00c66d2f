/** Writes `BENCHMARKS.md`, its plots, and the table in the README. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { costChapter, growthChapter } from "./cost-chapter.ts";
import { burstChapter, exitChapter } from "./loss-chapters.ts";
import type { Measured, Section } from "./measured.ts";
import { floorChapter, footprintChapter, streamChapter } from "./other-chapters.ts";
import { shortcomingsIn, shortcomingTables } from "./shortcomings.ts";
import { summaryOf } from "./summary.ts";

const root = join(import.meta.dirname, "../../..");
const plotFolder = join(root, "test/bench/plots");
/** Cores that others may keep busy before the numbers say so. */
const QUIET = 0.15;

export async function writePage(measured: Measured): Promise<void> {
  const { text, plots } = pageOf(measured);
  await rm(plotFolder, { recursive: true, force: true });
  await mkdir(plotFolder, { recursive: true });
  for (const [name, svg] of Object.entries(plots)) await writeFile(join(plotFolder, name), svg);
  await writeFile(join(root, "BENCHMARKS.md"), text);
  const readme = await readFile(join(root, "README.md"), "utf8");
  await writeFile(join(root, "README.md"), withSummary(readme, summaryOf(measured)));
}

/** Throws an Error when the README has no place for the table. */
export function withSummary(readme: string, table: string): string {
  const [before, , after] = readme.split(/^<!-- benchmarks: (?:begin|end) -->\n/m);
  if (before === undefined || after === undefined) {
    throw new Error(
      "README.md has no <!-- benchmarks: begin --> and <!-- benchmarks: end -->, each in a line of its own",
    );
  }
  return `${before}<!-- benchmarks: begin -->\n${table}\n<!-- benchmarks: end -->\n${after}`;
}

/** The page, and its plots by the names of their files. */
export function pageOf(measured: Measured): {
  readonly text: string;
  readonly plots: Readonly<Record<string, string>>;
} {
  const plots: Record<string, string> = {};
  const chapter = <T>(title: string, section: Section<T> | undefined, write: (data: T) => string) =>
    section === undefined ? [] : [`## ${title}\n\n${circumstances(section)}\n\n${write(section.data)}`];
  const plotted = ({ text, plots: own }: ReturnType<typeof costChapter>) => {
    Object.assign(plots, own);
    return text;
  };
  const parts = [
    opening(measured),
    ...chapter("What Heddle holds itself to", measured.floors, floorChapter),
    ...chapter("What a span costs", measured.costs, (rows) => plotted(costChapter(rows))),
    ...chapter("How it grows", measured.growth, ({ growths, retained }) => plotted(growthChapter(growths, retained))),
    ...chapter("What arrives of a burst", measured.bursts, (rows) => plotted(burstChapter(rows))),
    ...chapter("What survives the end of a process", measured.exits, exitChapter),
    ...chapter("Streams", measured.streams, streamChapter),
    ...chapter("Footprint", measured.footprint, (rows) => plotted(footprintChapter(rows))),
  ];
  return { text: `${parts.join("\n\n")}\n`, plots };
}

function opening(measured: Measured): string {
  const shortcomings = shortcomingsIn(measured);
  const versions = Object.entries(measured.versions ?? {}).map(([name, version]) => `- ${name}: \`${version}\``);
  const missing = Object.entries(measured.notInstalled ?? {}).map(([name, why]) => `- ${name}: ${why}`);
  return `# Benchmarks

What telemetry costs, what it loses, and what it weighs: Heddle beside the libraries that people choose from.
\`npx -y pnpm@12.21.0 bench\` installs the libraries, measures everything in about an hour, and writes this page.

Each library runs with its defaults, in a process of its own with a heap limit of 2 GiB, and sends to a server on the loopback; evlog, pino and Heddle's File write files.
“In batches” is what the documentation of LangWatch and evlog recommends for production; “pino, synchronous” is the mode of pino that buffers nothing.
Three differ from what users run: Laminar sends over HTTP and not gRPC, OpenLLMetry fetches no prompts, and Mastra gets the parents of spans, which its users pass on, from an AsyncLocalStorage.
Times are medians of rounds, in which the libraries take turns, so that other load on the machine affects all of them alike; the spread is from the lowest round to the highest.
Bursts, process ends and streams are run once.
What has arrived is counted at the server and in the files, by a mark in each span, whatever the protocol.

## Where Heddle is not the best

Every number in which another library of the same table is better, everything that Heddle loses, and every bound that it misses.
Where less arrived of a library than of Heddle, the rest was not paid for, and it is left out of comparisons of time and memory.
Spans that go nowhere, or stay in memory, are compared with each other only.

${shortcomings.length === 0 ? "Nothing was found in these numbers." : shortcomingTables(shortcomings)}

## Versions

${versions.join("\n")}${missing.length > 0 ? `\n\nCould not be installed:\n\n${missing.join("\n")}` : ""}`;
}

function circumstances({ at, seconds, machine, node, othersBusy }: Section<unknown>): string {
  const when = `Measured on ${at.slice(0, 10)} in ${Math.ceil(seconds / 60)} min, with Node ${node} on ${machine}.`;
  if (othersBusy === undefined || othersBusy < QUIET) return when;
  return `${when}
**The machine was not quiet**: other processes kept ${othersBusy.toFixed(1)} of its cores busy meanwhile. These numbers are provisional.`;
}
