/** `heddle import`: recordings of other formats. */

import { type ProblemLine, readFiles, SourceError } from "@heddle/reader";
import type { Command, Parsed } from "../command.ts";
import { dataOutput } from "../data-output.ts";
import { documentsIn } from "../documents.ts";
import { exitCodes } from "../exit-codes.ts";
import { alreadyRecording, type ImportFormat, importedRecords, importFormats } from "../imported-records.ts";
import type { Io, Output } from "../io.ts";
import { OutputFile } from "../output-file.ts";
import { ProblemReport } from "../problem-report.ts";
import { Progress } from "../progress.ts";
import { RecordingLines } from "../recording-lines.ts";

interface ImportOptions {
  readonly from?: ImportFormat;
  readonly output?: string;
}

/** Makes recordings of other formats. */
export const importRuns: Command<ImportOptions> = {
  details:
    "Reads OTLP as JSON (a request a line, or one) and as protobuf (traces), what nodetracer's trace_to_json writes, and spans of OpenInference, as Phoenix gives them.\n" +
    "What a file is shows.",
  arguments: [
    { name: "FILE", isMany: true, description: "a file, a glob, or - for standard input; gzip and zstd are unpacked" },
  ],
  options: {
    from: { value: "FORMAT", description: "what the files are, where it does not show", choices: importFormats },
    output: { value: "FILE", short: "o", isPath: true, description: "writes to FILE, not to standard output" },
  },
  examples: [
    { does: "What a Collector has written", command: "heddle import traces.otlp.jsonl -o traces.jsonl" },
    { does: "A trace of nodetracer, to look at", command: "heddle import trace.json | heddle inspect -" },
  ],
  run,
};

async function run({ arguments: files, options }: Parsed<ImportOptions>, io: Io): Promise<number> {
  const { output } = options;
  if (output === undefined) return await importAll(files, options, dataOutput(io.stdout), io);
  const read = new Set<string>();
  const file = await OutputFile.open(output);
  try {
    const code = await importAll(files, options, file, io, read);
    await file.close(read);
    return code;
  } finally {
    await file.discard();
  }
}

async function importAll(
  files: readonly string[],
  { from }: ImportOptions,
  out: Output,
  io: Io,
  read: Set<string> = new Set(),
): Promise<number> {
  const report = new ProblemReport(io.stderr);
  const progress = new Progress(io);
  const lines = new RecordingLines();
  const standardInput = { [Symbol.asyncIterator]: () => io.openStdin()[Symbol.asyncIterator]() };
  const tell = (problem: ProblemLine) => {
    progress.clear();
    report.tell(problem);
  };
  const isProtobuf = from === undefined ? undefined : from === "otlp-proto";
  let isNothing = true;
  for await (const { file, chunks } of readFiles(files, { onProgress: (now) => progress.show(now), standardInput })) {
    read.add(file);
    for await (const { line, content, problem } of documentsIn(chunks, isProtobuf)) {
      const { groups, problems } =
        problem === undefined ? importedRecords(content, from) : { groups: [], problems: [problem] };
      for (const each of problems) tell({ file, line, problem: each });
      isNothing &&= groups.length === 0;
      await out.write(groups.map((group) => lines.of(group)).join(""));
      // Of all its other lines, the same would be told.
      if (line === 1 && problems.includes(alreadyRecording)) break;
    }
  }
  progress.clear();
  report.end();
  if (isNothing && report.count === 0) throw new SourceError(`${named(files)} nothing to import`);
  return report.count === 0 ? exitCodes.ok : exitCodes.unreadable;
}

function named(files: readonly string[]): string {
  return `${files.map((file) => JSON.stringify(file)).join(", ")} ${files.length === 1 ? "holds" : "hold"}`;
}
