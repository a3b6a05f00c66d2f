/** The sinks behind Heddle's telemetries, to be checked. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  buffered,
  ConsoleTelemetry,
  deferTraces,
  type FileOptions,
  FileTelemetry,
  filter,
  InMemoryTelemetry,
  keepTraces,
  limit,
  type Member,
  readJsonl,
  redact,
  type Sink,
  sample,
} from "@heddle/core";
import type { MakeSink, SinkSubject } from "@heddle/testing";
import { temporaryFolder } from "./temporary-folder.ts";

export const builtInSinks: Readonly<Record<string, MakeSink>> = {
  "the sink of InMemoryTelemetry": () => remembering((memory) => memory),
  "the sink of an InMemoryTelemetry with a limit": () => remembering((memory) => memory, { limit: 100 }),
  "the sink of ConsoleTelemetry, live": () => ({
    sink: sinkOf(new ConsoleTelemetry({ stream: { write: () => true } })),
  }),
  "the sink of ConsoleTelemetry, as trees": () => ({
    sink: sinkOf(new ConsoleTelemetry({ mode: "tree", stream: { write: () => true } })),
  }),
  "the sink of FileTelemetry, sync": () => inFile({}),
  "the sink of FileTelemetry, buffered": () => inFile({ mode: "buffered" }),
  "the sink of buffered": () => remembering(buffered),
  "the sink of filter": () => remembering((memory) => filter(memory, () => true)),
  "the sink of a filter that drops metrics": () => ({
    ...remembering((memory) => filter(memory, (record) => record.kind === "span")),
    keeps: "span",
  }),
  "the sink of sample": () => remembering((memory) => sample(memory, 1)),
  "the sink of keepTraces": () => remembering((memory) => keepTraces(memory, { keep: () => true })),
  "the sink of deferTraces": sentInTheEnd,
  "the sink of redact": () => remembering((memory) => redact(memory, { keys: ["password"] })),
  "the sink of limit": () => remembering(limit),
};

function remembering(around: (memory: InMemoryTelemetry) => Member, options = {}): SinkSubject {
  const memory = new InMemoryTelemetry(options);
  const written = () => [...memory.spans(), ...memory.metrics()];
  return { sink: sinkOf(around(memory)), written };
}

/** Behind deferTraces, which holds everything until it is sent. */
function sentInTheEnd(): SinkSubject {
  const memory = new InMemoryTelemetry();
  const telemetry = deferTraces(memory, { maxRecords: 100_000, onExit: "send" });
  const sink = sinkOf(telemetry);
  const flush = sink.flush?.bind(sink);
  sink.flush = async (options) => {
    telemetry.send();
    await flush?.(options);
  };
  const written = () => [...memory.spans(), ...memory.metrics()];
  return { sink, written };
}

function inFile(options: FileOptions): SinkSubject {
  const telemetry = new FileTelemetry(join(temporaryFolder(), "traces.jsonl"), options);
  const written = () =>
    readJsonl(readFileSync(telemetry.path, "utf8")).records.filter(({ kind }) => kind === "span" || kind === "metric");
  return { sink: sinkOf(telemetry), written, close: () => telemetry[Symbol.asyncDispose]() } as SinkSubject;
}

/** Heddle's telemetries know each other by this symbol, whichever copy of the package they are of. */
const ACCESS: unique symbol = Symbol.for("heddle.recorder/1");

function sinkOf(telemetry: object): Sink {
  const { deliveries } = (telemetry as { [ACCESS]: { deliveries: [{ sink: Sink }] } })[ACCESS];
  return deliveries[0].sink;
}
