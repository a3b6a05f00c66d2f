/** The libraries that are compared, each with its defaults. */

export interface Contestant {
  readonly name: string;
  /** The folder in `peers/`; absent for our own. */
  readonly peer?: string;
  /** The package of the peer that has the version to tell. */
  readonly package?: string;
  /** The module that makes it. */
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
  /** Nothing is to arrive anywhere: it is compared in time alone. */
  readonly isLocal?: true;
}

export const bare: Contestant = { ...heddle("no telemetry", { kind: "bare" }), isLocal: true };

/** What users of Heddle have to choose from. */
export const ours: readonly Contestant[] = [
  heddle("Heddle, File", { kind: "file" }),
  heddle("Heddle, File, buffered", { kind: "buffered" }),
  heddle("Heddle, Otlp", { kind: "otlp" }),
  heddle("Heddle, Otlp, spooled", { kind: "spool" }),
  overOtel("Heddle over OTel 3"),
];

/** What goes nowhere. */
export const oursLocal: readonly Contestant[] = [
  { ...heddle("Heddle, NoTelemetry", { kind: "none" }), isLocal: true },
  { ...heddle("Heddle, InMemory", { kind: "memory" }), isLocal: true },
  { ...heddle("Heddle, Multi of 2 in memory", { kind: "multi", members: 2 }), isLocal: true },
  { ...heddle("Heddle, Multi of 4 in memory", { kind: "multi", members: 4 }), isLocal: true },
  { ...heddle("Heddle, Multi of 8 in memory", { kind: "multi", members: 8 }), isLocal: true },
];

export const peers: readonly Contestant[] = [
  peer("OpenTelemetry 3", "otel-3", "@opentelemetry/sdk-trace"),
  peer("OpenTelemetry 2", "otel-2", "@opentelemetry/sdk-trace-node"),
  peer("Langfuse", "langfuse", "@langfuse/tracing"),
  peer("LangSmith", "langsmith", "langsmith"),
  peer("OpenLLMetry", "openllmetry", "@traceloop/node-server-sdk"),
  peer("Braintrust", "braintrust", "braintrust"),
  peer("Laminar", "laminar", "@lmnr-ai/lmnr"),
  peer("Logfire", "logfire", "@pydantic/logfire-node"),
  peer("LangWatch", "langwatch", "langwatch"),
  peer("Mastra", "mastra", "@mastra/observability"),
  peer("evlog", "evlog", "evlog"),
  peer("pino", "pino", "pino"),
];

/** Peers in a mode that their documentation recommends for production, or for safety, and that is not the default. */
export const peerVariants: readonly Contestant[] = [
  { ...peer("LangWatch, in batches", "langwatch", "langwatch"), options: { processorType: "batch" } },
  { ...peer("evlog, in batches", "evlog", "evlog"), subject: import.meta.resolve("./peers/evlog/batched.mjs") },
  { ...peer("pino, synchronous", "pino", "pino"), options: { sync: true } },
];

/** OpenTelemetry with other processors than its default. */
export const otelVariants: readonly Contestant[] = [
  otelVariant("OpenTelemetry 3, no processor", "otel-3", "none"),
  otelVariant("OpenTelemetry 3, in memory", "otel-3", "memory"),
  otelVariant("OpenTelemetry 2, no processor", "otel-2", "none"),
  otelVariant("OpenTelemetry 2, in memory", "otel-2", "memory"),
];

function heddle(name: string, options: Readonly<Record<string, unknown>>): Contestant {
  return { name, subject: import.meta.resolve("./subjects/placed.ts"), options };
}

function overOtel(name: string): Contestant {
  return { name, peer: "otel-3", subject: import.meta.resolve("./peers/otel-3/placed-heddle.mjs"), options: {} };
}

function peer(name: string, folder: string, packageName: string): Contestant {
  const subject = import.meta.resolve(`./peers/${folder}/placed.mjs`);
  return { name, peer: folder, package: packageName, subject, options: {} };
}

function otelVariant(name: string, folder: string, processor: "none" | "memory"): Contestant {
  const subject = import.meta.resolve(`./peers/${folder}/placed.mjs`);
  return { name, peer: folder, subject, options: { processor }, isLocal: true };
}
