/** Reads runs for a command: with progress on a terminal, and what cannot be read told as it comes. */
import type { MetricRecord } from "@heddle/core";
import { type ProblemLine, type RecordLine, readRecords, readTraces, SourceError, type Trace } from "@heddle/reader";
import { exitCodes } from "./exit-codes.ts";
import type { Io } from "./io.ts";
import { ProblemReport } from "./problem-report.ts";
import { Progress } from "./progress.ts";

/** What a command reads. Before anything is given, the progress makes room, so that the command can print. */
export class RunReader {
  /** The files that were read so far. */
  readonly files: Set<string> = new Set();
  readonly #io: Io;
  readonly #progress: Progress;
  readonly #problems: ProblemReport;

  constructor(io: Io) {
    this.#io = io;
    this.#progress = new Progress(io);
    this.#problems = new ProblemReport(io.stderr);
  }

  /**
   * As `readTraces` gives them; `trace`: of those whose id begins so. `onMetric` is told of each metric. Throws a SourceError
   * when there is none.
   */
  async *traces(
    sources: readonly string[],
    trace?: string,
    onMetric?: (metric: MetricRecord) => void,
  ): AsyncGenerator<Trace, void, undefined> {
    const onProblem = (problem: ProblemLine) => this.#tell(problem);
    const options = { ...this.#options(trace), onProblem, ...(onMetric && { onMetric }) };
    let count = 0;
    for await (const found of readTraces(sources, options)) {
      count++;
      this.#progress.clear();
      yield found;
    }
    this.#progress.clear();
    if (count > 0) return;
    this.#problems.end();
    throw new SourceError(nothingIn(sources, trace));
  }

  /** The records that `readRecords` gives; problems are told. The progress stays while the command only takes. */
  async *records(sources: readonly string[], trace?: string): AsyncGenerator<RecordLine, void, undefined> {
    for await (const entry of this.lines(sources, trace)) if (entry.record !== undefined) yield entry;
  }

  /** The same with the problems, which are told, too. */
  async *lines(sources: readonly string[], trace?: string): AsyncGenerator<RecordLine | ProblemLine, void, undefined> {
    try {
      for await (const entry of readRecords(sources, this.#options(trace))) {
        if (entry.record === undefined) this.#tell(entry);
        yield entry;
      }
    } finally {
      this.#progress.clear();
    }
  }

  /** To be called when all is shown. The exit code of what was read: whether all could be. */
  end(): number {
    this.#problems.end();
    return this.#problems.count === 0 ? exitCodes.ok : exitCodes.unreadable;
  }

  #tell(problem: ProblemLine): void {
    this.#progress.clear();
    this.#problems.tell(problem);
  }

  #options(trace: string | undefined): Parameters<typeof readRecords>[1] {
    const io = this.#io;
    return {
      ...(trace !== undefined && { trace }),
      onProgress: (progress) => {
        this.files.add(progress.file);
        this.#progress.show(progress);
      },
      standardInput: { [Symbol.asyncIterator]: () => io.openStdin()[Symbol.asyncIterator]() },
    };
  }
}

/** What to say of recordings without what was looked for. */
export function nothingIn(sources: readonly string[], trace?: string): string {
  const [first] = sources;
  const where =
    sources.length === 1 ? JSON.stringify(first) : `${JSON.stringify(first)} and ${sources.length - 1} more`;
  const verb = sources.length === 1 ? "holds" : "hold";
  if (trace === undefined) return `${where} ${verb} no runs; give a recording, such as FileTelemetry writes`;
  return `${where} ${verb} no run whose id begins with ${JSON.stringify(trace)}; heddle list shows the ids`;
}
