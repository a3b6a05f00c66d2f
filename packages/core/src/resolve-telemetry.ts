/** Makes a telemetry of what a configuration says: a word, a path, an object, or a list of them. */
import { quote } from "./check-option.ts";
import { type ConsoleOptions, ConsoleTelemetry } from "./console-telemetry.ts";
import type { Member } from "./deliveries-of.ts";
import type { FileOptions } from "./file-options.ts";
import { FileTelemetry } from "./file-telemetry.ts";
import { type InMemoryOptions, InMemoryTelemetry } from "./in-memory-telemetry.ts";
import { MultiTelemetry } from "./multi-telemetry.ts";
import { NoTelemetry } from "./no-telemetry.ts";
import { Recorder } from "./recorder.ts";
import { accessRecorder } from "./recorder-access.ts";
import type { Telemetry } from "./telemetry.ts";

/**
 * - nothing, `"none"`, `"noop"`: records nothing
 * - `"memory"`, `"inmemory"`, `"console"`, `"file:<path>"`, a `file://` URL
 * - `"multi:console,file:traces.jsonl"`, or a list: all of them
 * - `{ backend: "file", path: "traces.jsonl", … }`: with the options of that telemetry's constructor
 * - a telemetry of Heddle's: itself; a sink, or any object with `trace` and `emitMetric`: a telemetry over it, which
 *   keeps what goes wrong in it from the program
 */
export type TelemetrySpec = string | TelemetryConfig | Member | readonly TelemetrySpec[] | null | undefined;

/** What a configuration file says. `type` and `name` are other words for `backend`. */
export interface TelemetryConfig {
  readonly backend?: string;
  readonly type?: string;
  readonly name?: string;
  /** Of a `file`; and what stands behind the colon of a string. */
  readonly path?: string;
  /** Of a `multi`. */
  readonly members?: readonly TelemetrySpec[];
  readonly [option: string]: unknown;
}

/** Makes a telemetry of a configuration whose backend it is registered for. */
export type TelemetryResolver = (config: TelemetryConfig) => Telemetry;

/** What other packages add to the choice. */
export interface ResolveOptions {
  /** By backend, in lower case; other packages bring theirs, such as `otel` and `otlp`. */
  readonly resolvers?: Readonly<Record<string, TelemetryResolver>>;
}

/** Throws a TypeError that says what is wrong and what there is to choose from. */
export function resolveTelemetry(spec: TelemetrySpec, options: ResolveOptions = {}): Telemetry {
  if (spec === undefined || spec === null) return new NoTelemetry();
  if (typeof spec === "string") return fromString(spec, options);
  if (Array.isArray(spec)) return new MultiTelemetry(spec.map((member) => resolveTelemetry(member, options)));
  if (typeof spec !== "object") throw unknown(spec, options);
  if (("trace" in spec && typeof spec.trace === "function") || ("write" in spec && typeof spec.write === "function")) {
    return accessRecorder(spec as Telemetry) === undefined ? new Recorder(spec as Member) : (spec as Telemetry);
  }
  return fromConfig(spec as TelemetryConfig, options);
}

/** What is left of a configuration are the constructor's options, which it checks itself. */
const backends: Readonly<Record<string, (config: TelemetryConfig, options: ResolveOptions) => Telemetry>> = {
  none: () => new NoTelemetry(),
  noop: () => new NoTelemetry(),
  memory: (config) => new InMemoryTelemetry(config as InMemoryOptions),
  inmemory: (config) => new InMemoryTelemetry(config as InMemoryOptions),
  console: (config) => new ConsoleTelemetry(config as ConsoleOptions),
  file({ path, ...config }) {
    if (typeof path === "string" && path !== "") return new FileTelemetry(path, config as FileOptions);
    throw new TypeError(
      'resolveTelemetry: "file" needs a path; write "file:traces.jsonl" or { backend: "file", path }',
    );
  },
  multi({ members, path }, options) {
    const list = members ?? path?.split(",").map((member) => member.trim());
    if (Array.isArray(list) && list.length > 0) return resolveTelemetry(list, options);
    throw new TypeError(
      'resolveTelemetry: "multi" needs members; write "multi:console,memory" or { backend: "multi", members }',
    );
  },
};

function fromString(spec: string, options: ResolveOptions): Telemetry {
  const text = spec.trim();
  if (text === "") throw new TypeError(`resolveTelemetry: the text is empty; give ${choices(options)}`);
  const colon = text.indexOf(":");
  if (colon < 0) return fromConfig({ backend: text }, options);
  const path = /^file:\/\//i.test(text) ? text : text.slice(colon + 1);
  return fromConfig({ backend: text.slice(0, colon), path }, options);
}

function fromConfig({ backend, type, name, ...config }: TelemetryConfig, options: ResolveOptions): Telemetry {
  const word = backend ?? type ?? name;
  if (typeof word !== "string")
    throw new TypeError(`resolveTelemetry: the object has no "backend"; give ${choices(options)}`);
  const key = word.toLowerCase();
  const { resolvers = {} } = options;
  if (Object.hasOwn(resolvers, key)) return (resolvers[key] as TelemetryResolver)({ backend: key, ...config });
  if (!Object.hasOwn(backends, key)) throw unknown(word, options);
  return (backends[key] as (typeof backends)[string])(config, options);
}

function unknown(spec: unknown, options: ResolveOptions): TypeError {
  return new TypeError(`resolveTelemetry: ${quote(spec)} is not known; give ${choices(options)}`);
}

function choices({ resolvers = {} }: ResolveOptions): string {
  const words = ["none", "memory", "console", "file:<path>", "multi:<a>,<b>", ...Object.keys(resolvers)];
  return words.map((word) => `"${word}"`).join(", ");
}
