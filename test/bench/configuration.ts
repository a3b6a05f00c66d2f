/** One thing to measure: a program, run with one job in a process of its own. */
import type { BurstJob } from "./programs/burst.ts";
import type { DiffJob } from "./programs/diff.ts";
import type { InspectJob } from "./programs/inspect.ts";
import type { MetricsJob } from "./programs/metrics.ts";
import type { ReadingJob } from "./programs/reading.ts";
import type { SpansJob } from "./programs/spans.ts";
import type { StartUpJob } from "./programs/start-up.ts";
import type { ShapeName } from "./shapes.ts";
import type { HeddleOptions } from "./subjects/heddle.ts";
import type { Duration } from "./timed-repeats.ts";

export interface Configuration {
  /** Unique; what the progress lines show. */
  readonly name: string;
  /** The folder in `peers/` that must be installed for it. */
  readonly peer?: string;
  readonly program: "spans" | "metrics" | "burst" | "size" | "reading" | "diff" | "inspect" | "start-up";
  readonly job?: SpansJob | MetricsJob | BurstJob | ReadingJob | DiffJob | InspectJob | StartUpJob;
}

/** How much a process does. */
export interface Effort extends Duration {
  /** Spans or metrics in one repeat. */
  readonly calls: number;
}

interface SubjectName {
  readonly name: string;
  readonly peer?: string;
  readonly subject: string;
  readonly options: Readonly<Record<string, unknown>>;
}

export const subjects = {
  bare: { name: "bare", subject: import.meta.resolve("./subjects/bare.ts"), options: {} },
  context: { name: "AsyncLocalStorage", subject: import.meta.resolve("./subjects/context.ts"), options: {} },
  none: heddle("NoTelemetry", { telemetry: "none" }),
  memory: heddle("InMemory", { telemetry: "memory" }),
  multi1: heddle("Multi of 1", { telemetry: "memory", members: 1 }),
  multi8: heddle("Multi of 8", { telemetry: "memory", members: 8 }),
  file: heddle("File", { telemetry: "file" }),
  buffered: heddle("File, buffered", { telemetry: "file", mode: "buffered" }),
  otlp: { name: "Otlp", subject: import.meta.resolve("./subjects/otlp.ts"), options: {} },
  otlpSpool: {
    name: "Otlp, spooled",
    subject: import.meta.resolve("./subjects/otlp.ts"),
    options: { isSpooled: true },
  },
  agent: agent("Agent, NoTelemetry", "agent"),
  agentLoop: agent("agent's loop, bare", "bare"),
  typed: genai("typed spans", true),
  untyped: genai("the same spans by trace()", false),
  typedLangfuse: { name: "Langfuse, typed", peer: "langfuse", subject: peer("langfuse/typed.mjs"), options: {} },
  typedOpenllmetry: {
    name: "OpenLLMetry, typed",
    peer: "openllmetry",
    subject: peer("openllmetry/typed.mjs"),
    options: {},
  },
  otelMemory: otel("OTel, Simple + InMemory", "memory"),
  otelOtlp: otel("OTel, Batch + OTLP/HTTP", "otlp"),
  otelMetrics: otel("OTel, counter", "metrics"),
  promClient: { name: "prom-client", peer: "prom-client", subject: peer("prom-client/subject.mjs"), options: {} },
  overOtel: {
    name: "OTelTelemetry",
    peer: "otel-3",
    subject: peer("otel-3/heddle.mjs"),
    options: {},
  },
};

/** The nested run of 5 spans. */
export function nestedRun(who: SubjectName, effort: Effort): Configuration {
  return spans(who, "nested run", { kind: "nested", times: effort.calls / 5 }, effort);
}

/** Chains of `depth` spans inside each other, one chain after the other. */
export function chains(who: SubjectName, depth: number, effort: Effort): Configuration {
  return spans(who, `depth ${depth}`, { kind: "chains", times: effort.calls / depth, depth }, effort);
}

/** Branches of 2 spans, each of which waits for a turn of the event loop; `atOnce` of them under way at a time. */
export function branches(who: SubjectName, atOnce: number, effort: Effort): Configuration {
  const times = Math.max(atOnce, effort.calls / 2);
  return spans(who, `${atOnce} branches`, { kind: "branches", times, atOnce }, effort);
}

export function counter(who: SubjectName, effort: Effort): Configuration {
  const { name, subject, options, ...peer } = who;
  return { name: `${name}: a metric`, program: "metrics", job: { subject, options, ...effort }, ...peer };
}

/** A loop of spans that never yields. */
export function burst({ name, subject, options }: SubjectName, spans: number): Configuration {
  return { name: `${name}: ${spans} at once`, program: "burst", job: { subject, options, spans } };
}

export const size: Configuration = { name: "core: size", program: "size" };

/** Reads a recording of so many spans: as traces, or as far as `JSON.parse` brings it. */
export function reading(how: ReadingJob["how"], spans: number, duration: Duration): Configuration {
  return { name: `reader: ${how}`, program: "reading", job: { how, spans, ...duration } };
}

/** Compares two runs of so many spans each. */
export function diff(spans: number, duration: Duration): Configuration {
  return { name: `reader: diff of ${spans} spans`, program: "diff", job: { spans, ...duration } };
}

/** `heddle inspect --trace` in a file that is so large. */
export function inspect(megabytes: number): Configuration {
  return { name: `heddle inspect: ${megabytes} MB`, program: "inspect", job: { megabytes } };
}

export function startUp(what: StartUpJob["what"], duration: Duration): Configuration {
  return { name: what, program: "start-up", job: { what, ...duration } };
}

function spans(who: SubjectName, what: string, shape: ShapeName, effort: Effort): Configuration {
  const { name, subject, options, ...peer } = who;
  return { name: `${name}: ${what}`, program: "spans", job: { subject, options, shape, ...effort }, ...peer };
}

function heddle(name: string, options: HeddleOptions): SubjectName {
  return { name, subject: import.meta.resolve("./subjects/heddle.ts"), options: { ...options } };
}

function genai(name: string, isTyped: boolean): SubjectName {
  return { name, subject: import.meta.resolve("./subjects/genai.ts"), options: { isTyped } };
}

function agent(name: string, loop: "agent" | "bare"): SubjectName {
  return { name, subject: import.meta.resolve("./subjects/agent.ts"), options: { loop } };
}

function otel(name: string, to: string): SubjectName {
  return { name, peer: "otel-3", subject: peer("otel-3/subject.mjs"), options: { to } };
}

/** The URL of a file in `peers/`. */
function peer(path: string): string {
  return import.meta.resolve(`./peers/${path}`);
}
