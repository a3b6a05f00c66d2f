/** `heddle watch`: runs while they are written. */
import { setTimeout } from "node:timers/promises";
import { ConsoleTelemetry, type LineRecord } from "@heddle/core";
import { escapeText, recordWriter } from "@heddle/core/bridge";
import type { ProblemLine } from "@heddle/reader";
import type { Command, Parsed } from "../command.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { keyPresses, type Press } from "../key-presses.ts";
import { type FrameOptions, liveFrame } from "../live-frame.ts";
import { LiveRuns } from "../live-runs.ts";
import { ProblemReport } from "../problem-report.ts";
import { Screen } from "../screen.ts";
import { Scroll } from "../scroll.ts";
import { traceOption } from "../trace-option.ts";
import { type Watcher, watchSources } from "../watch-sources.ts";

interface WatchOptions {
  readonly trace?: string;
}

/** Shows runs while they are written. */
export const watch: Command<WatchOptions> = {
  details:
    "On a terminal it is a picture that changes until q is pressed; else a line for each thing that happens.\n" +
    "Where runs have more lines than the terminal, ↑, ↓, PgUp, PgDn and Home go through all of them, and End back to what is new.\n" +
    "What is not there yet is waited for; a file that is truncated, rotated or deleted is followed on.",
  arguments: [
    { name: "FILE", isMany: true, description: "a recording, a folder of them, a glob, or - for standard input" },
  ],
  options: {
    trace: traceOption,
  },
  examples: [
    { does: "What an agent is doing", command: "heddle watch traces.jsonl" },
    { does: "All agents that write into a folder", command: "heddle watch runs/" },
    { does: "A line for each thing, such as for a log", command: "heddle watch traces.jsonl | tee agent.log" },
  ],
  run,
};

async function run({ arguments: sources, options }: Parsed<WatchOptions>, io: Io): Promise<number> {
  const { trace = "" } = options;
  const concerns = (record: LineRecord) =>
    trace === "" || (record.kind !== "resource" && record.traceId?.startsWith(trace) === true);
  return await (io.stdout.isTTY && io.env.TERM !== "dumb" ? showLive : printLines)(sources, concerns, io);
}

type Concerns = (record: LineRecord) => boolean;

/** How often the picture is drawn. */
const FRAME_MS = 100;

async function showLive(sources: readonly string[], concerns: Concerns, io: Io): Promise<number> {
  const runs = new LiveRuns();
  let problems = 0;
  let problem: string | undefined;
  let isMissing = false;
  const watcher: Watcher = {
    missing: () => {
      isMissing = true;
    },
    record: ({ record }) => {
      isMissing = false;
      if (concerns(record)) runs.add(record);
    },
    problem: (line) => {
      problems++;
      problem = `${problemText(line)}${problems > 1 ? ` (and ${(problems - 1).toLocaleString("en-US")} more before)` : ""}`;
    },
  };
  const frame = (more: Pick<FrameOptions, "scroll" | "quitHint">) => {
    const { columns = 80, rows = 24, color } = io.stdout;
    return liveFrame(runs, {
      title: titleOf(sources),
      columns,
      rows,
      color,
      nowMs: io.nowMs(),
      problem,
      isMissing,
      ...more,
    });
  };
  const screen = new Screen(io.stdout);
  const quit = new AbortController();
  const signal = AbortSignal.any([io.takeSignals(), quit.signal]);
  const scroll = new Scroll();
  const pressed = (press: Press) => (press === "quit" ? quit.abort() : scroll.press(press));
  const releaseKeys = sources.includes("-") ? undefined : keyPresses(io.openStdin(), pressed);
  const hints = releaseKeys === undefined ? { quitHint: "Ctrl-C quits" } : { scroll, quitHint: "q quits" };
  await screen.enter();
  try {
    const ended = watchSources(sources, watcher, { io, signal }).finally(() => quit.abort());
    const drawn = drawUntil(signal, () => screen.draw(frame(hints)));
    await Promise.all([ended, drawn]);
  } finally {
    releaseKeys?.();
    await screen.leave();
  }
  // What was seen last stays.
  await io.stdout.write(`${frame({}).join("\n")}\n`);
  return problems === 0 ? exitCodes.ok : exitCodes.unreadable;
}

/** `runs/a.jsonl and 3 more` */
function titleOf([first = "", ...others]: readonly string[]): string {
  return escapeText(others.length === 0 ? first : `${first} and ${others.length.toLocaleString("en-US")} more`);
}

async function drawUntil(signal: AbortSignal, draw: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await draw();
    await setTimeout(FRAME_MS, undefined, { signal }).catch(() => undefined);
  }
}

function problemText({ file, line, problem }: ProblemLine): string {
  return escapeText(`${file}${line === 0 ? "" : `:${line}`}: ${problem}`);
}

async function printLines(sources: readonly string[], concerns: Concerns, io: Io): Promise<number> {
  const { stdout } = io;
  const problems = new ProblemReport(io.stderr);
  const closed = Promise.withResolvers<never>();
  closed.promise.catch(() => undefined);
  const stop = new AbortController();
  const write = (text: string) => {
    stdout.write(text).catch((error: unknown) => {
      closed.reject(error);
      stop.abort();
    });
  };
  const printer = recordWriter(new ConsoleTelemetry({ stream: { write }, color: stdout.color }));
  const watcher: Watcher = {
    missing: (path) => void io.stderr.write(`${escapeText(path)}: is not there yet; waiting for it\n`),
    record: ({ record }) => {
      if (!concerns(record) || record.kind === "resource") return;
      if (record.kind === "span_start") printer.spanStarted(record);
      else printer.write(record);
    },
    problem: (line) => problems.tell(line),
  };
  const signal = AbortSignal.any([io.takeSignals(), stop.signal]);
  await Promise.race([watchSources(sources, watcher, { io, signal }), closed.promise]);
  await printer.flush();
  problems.end();
  return problems.count === 0 ? exitCodes.ok : exitCodes.unreadable;
}
