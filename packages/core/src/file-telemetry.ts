/** Writes every span and metric to a JSONL file that is whole after a crash, or to one file a trace. */
import { quote } from "./check-option.ts";
import { type FileOptions, fileSettings } from "./file-options.ts";
import { toFilePath, toFolderPath } from "./file-path.ts";
import { FileSink } from "./file-sink.ts";
import { makeFolder } from "./make-folder.ts";
import { Recorder } from "./recorder.ts";
import { type LoadedTrace, TraceFolder } from "./trace-folder.ts";

/**
 * Lines are appended, so that a file may go on from run to run, and several telemetries and processes may write to it.
 * The file is for its owner alone (mode 0600); missing folders are made.
 *
 * Once it is constructed, no failure of the disk reaches the program: records wait, the file is tried again ten times a
 * second, and what becomes of them is in `health()`.
 *
 * Throws for a path that is none, a directory (with `filePer: "trace"`: a file), and a file that cannot be opened.
 */
export class FileTelemetry extends Recorder {
  /** The file, or with `filePer: "trace"` the folder. Absolute. */
  readonly path: string;
  readonly #sink: FileSink;
  readonly #folder: TraceFolder | undefined;

  constructor(path: string | URL, options: FileOptions = {}) {
    const settings = fileSettings(options);
    const folder = options.filePer === "trace" ? new TraceFolder(toFolderPath(path)) : undefined;
    const place = folder?.path ?? toFilePath(path);
    const sink = new FileSink(folder === undefined ? () => place : (record) => folder.pathOf(record), settings);
    opening(place, () => (folder === undefined ? sink.openNow(place) : makeFolder(place)));
    super(sink, options);
    this.path = place;
    this.#sink = sink;
    this.#folder = folder;
  }

  /** After the file was moved away (logrotate): the next record opens the path anew. Never throws. */
  reopen(): void {
    this.#sink.reopen();
  }

  /** The ids of the recorded traces, the one that was written to last first. Throws without `filePer: "trace"`. */
  list(): Promise<string[]> {
    return this.#traces("list").list();
  }

  /**
   * What was recorded of a trace so far; `undefined` when there is no such trace. Throws for an id that is not 32 lower-case
   * hex digits, and without `filePer: "trace"`.
   */
  load(traceId: string): Promise<LoadedTrace | undefined> {
    return this.#traces("load").load(traceId);
  }

  #traces(method: string): TraceFolder {
    if (this.#folder === undefined) {
      throw new TypeError(`FileTelemetry: ${method}() needs a file for each trace; construct it with filePer: "trace"`);
    }
    this.#sink.drain();
    return this.#folder;
  }
}

/** A FIFO that nobody reads yet is no mistake: records wait for its reader. */
function opening(path: string, open: () => void): void {
  try {
    open();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (code === "ENXIO") return;
    throw new Error(`FileTelemetry: ${quote(path)} cannot be opened: ${message}`, { cause });
  }
}
