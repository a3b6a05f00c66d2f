/** `heddle ship`: recordings to an OTLP backend. */
import { escapeText } from "@heddle/core/bridge";
import { type ShipProblem, type ShipSummary, ship as shipFile } from "@heddle/otlp";
import type { Command, Parsed } from "../command.ts";
import { countOf } from "../count-of.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Io } from "../io.ts";
import { jsonText } from "../json-text.ts";
import { paint } from "../paint.ts";
import { ProblemReport } from "../problem-report.ts";
import { Progress } from "../progress.ts";
import { summaryText } from "../ship-summary.ts";
import { shippedFiles } from "../shipped-files.ts";
import { snakeKeys } from "../snake-keys.ts";
import { asTyped, type TargetOptions, targetOf, targetOptions } from "../target.ts";

interface ShipCommandOptions extends TargetOptions {
  readonly follow?: true;
  readonly captureContent?: true;
  readonly service?: string;
  readonly offsetFile?: string;
  readonly giveUp?: number;
  readonly json?: true;
}

/** Ships recordings to a backend. */
export const ship: Command<ShipCommandOptions> = {
  details:
    "How far a file is shipped is remembered beside it: the next time goes on from there.\n" +
    "Outages are waited for. Prompts, answers and tool payloads stay at home unless --capture-content is given.\n" +
    "Where nothing names a backend, it is that of this host: http://localhost:4318, for gRPC http://localhost:4317.",
  arguments: [
    {
      name: "FILE",
      isMany: true,
      description: "a recording, a folder of them, or a glob; files that rotation has put aside are found beside it",
    },
  ],
  options: {
    ...targetOptions,
    follow: { short: "f", description: "goes on with what is appended, until it is interrupted" },
    captureContent: { description: "prompts, answers and tool payloads are shipped, too" },
    service: { value: "NAME", description: "the service.name, unless the recording's own is right" },
    offsetFile: {
      value: "FILE",
      isPath: true,
      description: "where to remember how far it has come, such as for a second backend; FILE.shipped unless given",
    },
    giveUp: {
      value: "SECONDS",
      description: "ends after so long, and leaves the rest for the next time",
      parse: countOf,
    },
    json: { description: "a line of JSON a file, when it is shipped" },
  },
  examples: [
    { does: "All that is new in a recording", command: "heddle ship traces.jsonl --to http://localhost:4318" },
    {
      does: "What an agent is just writing, to a vendor",
      command: "heddle ship traces.jsonl --follow --to https://otlp.example.com -H x-api-key=$KEY",
    },
    {
      does: "From cron: whatever has come, for ten seconds at most",
      command: "heddle ship runs/ --to http://localhost:4318 --give-up 10",
    },
  ],
  found: "the backend refused records, or the rest is left for the next time",
  run,
};

async function run({ arguments: sources, options }: Parsed<ShipCommandOptions>, io: Io): Promise<number> {
  const { follow = false, offsetFile, giveUp } = options;
  const problems = new ProblemReport(io.stderr);
  const files = await shippedFiles(sources, { follow, offsetFile }, (problem) => problems.tell(problem));
  const signals = [io.takeSignals(), ...(giveUp === undefined ? [] : [AbortSignal.timeout(1000 * giveUp)])];
  const signal = AbortSignal.any(signals);
  const codes: number[] = [];
  const one = async (file: string) => {
    codes.push(await shipOne(file, { options, signal, problems }, io));
  };
  // A followed file never ends: the others must not wait for it.
  if (follow) await Promise.all(files.map(one));
  else for (const file of files) await one(file);
  problems.end();
  return problems.count > 0 ? exitCodes.unreadable : Math.max(exitCodes.ok, ...codes);
}

interface Shipping {
  readonly options: ShipCommandOptions;
  readonly signal: AbortSignal;
  readonly problems: ProblemReport;
}

async function shipOne(file: string, { options, signal, problems }: Shipping, io: Io): Promise<number> {
  const { follow = false, captureContent = false, service, offsetFile, json } = options;
  const progress = new Progress(io);
  let shippedBefore: number | undefined;
  const summary = await shipFile(
    file,
    { ...targetOf(options), captureContent, ...(service !== undefined && { service }) },
    {
      follow,
      signal,
      ...(offsetFile !== undefined && { offsetFile }),
      onProblem: (problem) => {
        progress.clear();
        tell(file, problem, problems, io);
      },
      onProgress: ({ settledBytes, totalBytes }) => {
        shippedBefore ??= settledBytes;
        progress.show({ file, readBytes: settledBytes - shippedBefore, totalBytes: totalBytes - shippedBefore });
      },
    },
  ).catch(asTyped);
  progress.clear();
  // Of a followed file that goes out there is always a rest.
  const isDone = summary.isComplete || (follow && summary.records > 0);
  const text = summaryText({ ...summary, isComplete: isDone });
  await io.stdout.write(json ? jsonLine(file, summary) : `${escapeText(file)}: ${text}\n`);
  return summary.refused > 0 || !isDone ? exitCodes.found : exitCodes.ok;
}

function tell(file: string, { kind, message, line = 0 }: ShipProblem, problems: ProblemReport, { stderr }: Io): void {
  if (kind === "line") {
    problems.tell({ file, line, problem: message.replace(/^line \d+/, "the line") });
    return;
  }
  const place = paint(`${escapeText(file)}:`, kind === "loss" ? "red" : "yellow", stderr.color);
  void stderr.write(`${place} ${escapeText(message)}\n`);
}

function jsonLine(file: string, summary: ShipSummary): string {
  return `${jsonText({ file, ...(snakeKeys(summary) as object) })}\n`;
}
