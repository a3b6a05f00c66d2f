/** `heddle export`: recordings in another format. */

import { SourceError } from "@heddle/reader";
import type { Command, Parsed } from "../command.ts";
import { dataOutput } from "../data-output.ts";
import { fileArgument } from "../file-argument.ts";
import type { Io, Output } from "../io.ts";
import { OtlpPieces } from "../otlp-pieces.ts";
import { OutputFile } from "../output-file.ts";
import { nothingIn, RunReader } from "../run-reader.ts";
import { type Lack, type TraceFormat, traceFormats } from "../trace-format.ts";
import { traceOption } from "../trace-option.ts";
import { UsageError } from "../usage-error.ts";
import { withoutContent } from "../without-content.ts";

interface ExportOptions {
  readonly to: string;
  readonly trace?: string;
  readonly output?: string;
  readonly withoutContent?: true;
}

/** Writes recordings in another format. */
export const exportRuns: Command<ExportOptions> = {
  details:
    "otlp-json: an OTLP request a line, as the Collector's file exporter writes; otlp-proto: spans as one request.\n" +
    "openinference: a list of spans, for Phoenix; chrome-trace: for ui.perfetto.dev; csv: a row a span.",
  arguments: [fileArgument],
  options: {
    to: {
      value: "FORMAT",
      isRequired: true,
      description: "the format",
      choices: ["otlp-json", "otlp-proto", "openinference", "chrome-trace", "csv"],
    },
    trace: traceOption,
    output: { value: "FILE", short: "o", isPath: true, description: "writes to FILE, not to standard output" },
    withoutContent: { description: "leaves out prompts, answers and tool payloads" },
  },
  examples: [
    {
      does: "A run, to look at in ui.perfetto.dev",
      command: "heddle export traces.jsonl -t 4bf92f --to chrome-trace -o run.json",
    },
    { does: "All spans, for a spreadsheet", command: "heddle export runs/ --to csv -o spans.csv" },
    {
      does: "What can be shown to others",
      command: "heddle export traces.jsonl --to otlp-json --without-content -o traces.otlp.jsonl",
    },
  ],
  run,
};

async function run({ arguments: files, options }: Parsed<ExportOptions>, io: Io): Promise<number> {
  const { output, to } = options;
  if (output === undefined && to === "otlp-proto" && io.stdout.isTTY) {
    throw new UsageError("protobuf is nothing for a terminal; give --output FILE");
  }
  const reader = new RunReader(io);
  const write = async (out: Output) => {
    const makeFormat = traceFormats[to];
    const leftOut =
      makeFormat === undefined
        ? await writeOtlp(files, options, reader, out)
        : await writeTraces(files, { ...options, format: makeFormat() }, reader, out);
    for (const text of leftOut) await io.stderr.write(`heddle export: left out: ${text}\n`);
  };
  if (output === undefined) {
    await write(dataOutput(io.stdout));
    return reader.end();
  }
  const file = await OutputFile.open(output);
  try {
    await write(file);
    await file.close(reader.files);
  } finally {
    await file.discard();
  }
  return reader.end();
}

type Files = readonly string[];

/** Resolves with what there was no place for. */
async function writeTraces(
  files: Files,
  { trace: id, withoutContent: isPlain, format, to }: ExportOptions & { readonly format: TraceFormat },
  reader: RunReader,
  out: Output,
): Promise<string[]> {
  const found: Record<Lack, number> = { metric: 0, link: 0, event: 0 };
  let index = 0;
  await out.write(format.head);
  for await (const trace of reader.traces(files, id, () => found.metric++)) {
    for (const { record } of trace.spans) {
      if (record.kind !== "span") continue;
      found.link += record.links?.length ?? 0;
      found.event += record.events?.length ?? 0;
    }
    await out.write(format.piece(isPlain ? withoutContent(trace) : trace, index++));
  }
  await out.write(format.tail);
  return format.lacks.flatMap((lack) => counted(found[lack], lack, `${to} has no place for`));
}

async function writeOtlp(
  files: Files,
  { to, trace, withoutContent: isPlain }: ExportOptions,
  reader: RunReader,
  out: Output,
): Promise<string[]> {
  const format = to === "otlp-json" ? to : "otlp-proto";
  const pieces = new OtlpPieces({ format, captureContent: isPlain !== true });
  let isNothing = true;
  for await (const line of reader.records(files, trace)) {
    isNothing &&= line.record.kind === "resource";
    for (const piece of pieces.add(line)) await out.write(piece);
  }
  if (isNothing) {
    reader.end();
    throw new SourceError(nothingIn(files, trace));
  }
  for (const piece of pieces.end()) await out.write(piece);
  return [
    ...counted(
      pieces.spansNotEnded,
      "span",
      "has not ended, and OTLP has no place for it",
      "have not ended, and OTLP has no place for them",
    ),
    ...counted(pieces.metricsLeftOut, "metric", "otlp-proto has no place for; otlp-json has"),
    ...(pieces.metricsWithoutRun === 0 ? [] : [`which run ${named(pieces.metricsWithoutRun, "metric")} came from`]),
  ];
}

function counted(count: number, name: string, one: string, many: string = one): string[] {
  if (count === 0) return [];
  return [`${named(count, name)} that ${count === 1 ? one : many}`];
}

function named(count: number, name: string): string {
  return `${count.toLocaleString("en-US")} ${name}${count === 1 ? "" : "s"}`;
}
