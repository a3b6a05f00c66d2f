/** Every telemetry that Heddle brings, to be checked. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buffered,
  ConsoleTelemetry,
  deferTraces,
  FileTelemetry,
  filter,
  InMemoryTelemetry,
  keepTraces,
  type LineRecord,
  limit,
  type MetricRecord,
  MultiTelemetry,
  NoTelemetry,
  Recorder,
  readJsonl,
  redact,
  type SpanRecord,
  sample,
  type Telemetry,
} from "@heddle/core";
import type { MakeTelemetry, TelemetrySubject } from "@heddle/testing";
import { ListSink, QueueSink, TracingSink } from "./sinks-that-work.ts";
import { temporaryFolder } from "./temporary-folder.ts";

export const builtInTelemetries: Readonly<Record<string, MakeTelemetry>> = {
  NoTelemetry: () => ({ telemetry: new NoTelemetry() }),
  InMemoryTelemetry: () => remembering((memory) => memory),
  "a Recorder over a sink": () => listing(new ListSink()),
  "a Recorder over a sink that is flushed": () => listing(new QueueSink()),
  "a Recorder over a live sink": () => listing(new TracingSink()),
  "ConsoleTelemetry, live": () => ({ telemetry: new ConsoleTelemetry({ stream: { write: () => true } }) }),
  "ConsoleTelemetry, as trees": () => ({
    telemetry: new ConsoleTelemetry({ mode: "tree", stream: { write: () => true } }),
  }),
  "FileTelemetry, sync": () => inFile({}),
  "FileTelemetry, sync, without starts": () => inFile({ starts: false }),
  "FileTelemetry, buffered": () => inFile({ mode: "buffered" }),
  "buffered around a file": () => {
    const { telemetry, ...rest } = inFile({});
    return { ...rest, telemetry: buffered(telemetry) };
  },
  "MultiTelemetry of one": () => remembering((memory) => new MultiTelemetry([memory])),
  "MultiTelemetry, nested": () =>
    remembering((memory) => new MultiTelemetry([new NoTelemetry(), new MultiTelemetry([new ListSink(), memory])])),
  "MultiTelemetry beside a telemetry of the program's own": () =>
    remembering((memory) => new MultiTelemetry([twoMethods(new InMemoryTelemetry()), memory])),
  "MultiTelemetry over a live sink": () => remembering((memory) => new MultiTelemetry([new TracingSink(), memory])),
  "a two-method telemetry": () => ({ telemetry: twoMethods(new InMemoryTelemetry()) }),
  buffered: () => remembering(buffered),
  filter: () => remembering((memory) => filter(memory, () => true)),
  sample: () => remembering((memory) => sample(memory, 1)),
  keepTraces: () => remembering((memory) => keepTraces(memory, { keep: () => true })),
  deferTraces: sentInTheEnd,
  redact: () => remembering((memory) => redact(memory, { keys: ["password"] })),
  limit: () => remembering(limit),
  "all wrappers at once": () =>
    remembering((memory) =>
      limit(
        redact(
          sample(
            filter(buffered(memory), () => true),
            1,
          ),
          { keys: ["password"] },
        ),
      ),
    ),
};

/** Read back from memory, behind whatever `around` puts before it. */
function remembering(around: (memory: InMemoryTelemetry) => Telemetry): TelemetrySubject {
  const memory = new InMemoryTelemetry();
  return { telemetry: around(memory), spans: () => memory.spans(), metrics: () => memory.metrics() };
}

/** Behind deferTraces, which holds everything until it is sent. */
function sentInTheEnd(): TelemetrySubject {
  const memory = new InMemoryTelemetry();
  const telemetry = deferTraces(memory, { maxRecords: 100_000, onExit: "send" });
  const flush = telemetry.flush.bind(telemetry);
  telemetry.flush = (options) => {
    telemetry.send();
    return flush(options);
  };
  const sent = <T>(read: () => T) => {
    telemetry.send();
    return read();
  };
  return { telemetry, spans: () => sent(() => memory.spans()), metrics: () => sent(() => memory.metrics()) };
}

function listing(sink: ListSink | QueueSink | TracingSink): TelemetrySubject {
  return { telemetry: new Recorder(sink), ...byKind(() => sink.list) };
}

function inFile(options: ConstructorParameters<typeof FileTelemetry>[1]): TelemetrySubject {
  const telemetry = new FileTelemetry(join(temporaryFolder(), "traces.jsonl"), options);
  const read = () => readJsonl(readFileSync(telemetry.path, "utf8")).records;
  return { telemetry, ...byKind(read), close: () => telemetry[Symbol.asyncDispose]() };
}

/** Ten thousand traces are ten thousand files here. */
export function inFolder(): TelemetrySubject {
  const telemetry = new FileTelemetry(temporaryFolder(), { filePer: "trace" });
  const load = async () => Promise.all((await telemetry.list()).map((id) => telemetry.load(id)));
  const spans = async () => (await load()).flatMap((trace) => trace?.spans ?? []);
  return { telemetry, spans, close: () => telemetry[Symbol.asyncDispose]() };
}

function byKind(read: () => readonly (LineRecord | SpanRecord | MetricRecord)[]) {
  return {
    spans: () => read().filter((record) => record.kind === "span"),
    metrics: () => read().filter((record) => record.kind === "metric"),
  };
}

/** What is not known to be one of Heddle's. */
function twoMethods(telemetry: Telemetry): Telemetry {
  return {
    trace: (name, attributes, work) => telemetry.trace(name, attributes, work),
    emitMetric: (name, value, attributes) => telemetry.emitMetric(name, value, attributes),
  };
}
