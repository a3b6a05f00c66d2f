/** What holds for all spans of the process: where they go, and how much of the work they keep. */
import {
  type Clock,
  NoTelemetry,
  type ResolveOptions,
  resolveTelemetry,
  sample,
  systemClock,
  type Telemetry,
  type TelemetrySpec,
} from "@heddle/core";
import { optionsOf } from "@heddle/core/bridge";
import { environmentSettings } from "./environment-settings.ts";
import type { Conventions } from "./names.ts";
import type { PriceList } from "./reading/cost.ts";
import { checkCapture } from "./spans/check-call.ts";

/** What is kept of what goes in and comes out. */
export interface Capture {
  readonly input?: boolean;
  readonly output?: boolean;
}

/** Everything that can be set. Each has an environment variable, which holds where the setting is not given. */
export interface Settings extends ResolveOptions {
  /**
   * Where spans and metrics go that no option and no span around them says otherwise: a telemetry, or what
   * `resolveTelemetry` takes. `HEDDLE_TELEMETRY`; nowhere unless given.
   */
  readonly telemetry?: TelemetrySpec;
  /** `false`: typed spans are not recorded at all, whichever telemetry they are given. `HEDDLE_ENABLED`. */
  readonly enabled?: boolean;
  /** The share of traces that `telemetry` records, 0 to 1; a trace is recorded whole or not at all. `HEDDLE_SAMPLE_RATE`. */
  readonly sampleRate?: number;
  /** Both unless told. `HEDDLE_CAPTURE`: `all`, `input`, `output` or `none`. */
  readonly capture?: Capture;
  /** Characters of one input; longer ones end early, and JSON stays JSON. `HEDDLE_MAX_INPUT_LENGTH`; no limit unless given. */
  readonly maxInputLength?: number;
  /** Likewise, of one output. `HEDDLE_MAX_OUTPUT_LENGTH`. */
  readonly maxOutputLength?: number;
  /** `main` also where `OTEL_SEMCONV_STABILITY_OPT_IN` has `gen_ai_latest_experimental`. */
  readonly conventions?: Conventions;
  /** `production`, `staging`, …: on every span. `HEDDLE_ENVIRONMENT`. */
  readonly environment?: string;
  /** Of the program: on every root span. `HEDDLE_VERSION`. */
  readonly version?: string;
  /** Metrics of tokens, cost and duration beside the spans. Emitted unless `false`. `HEDDLE_METRICS`. */
  readonly metrics?: boolean;
  /** Prices of one's own: they come before the known ones. */
  readonly prices?: PriceList;
  /** Of waiting times and times to the first token; that of the span's telemetry unless given. */
  readonly clock?: Clock;
}

/** Settings with everything decided. */
export interface CurrentSettings extends Omit<Settings, "telemetry" | "capture"> {
  readonly telemetry: Telemetry;
  readonly enabled: boolean;
  readonly capture: Required<Capture>;
  readonly conventions: Conventions;
  readonly metrics: boolean;
  readonly prices: PriceList;
}

/** Two installed copies of this package are told once. */
const SETTINGS = Symbol.for("heddle.genai.settings/1");
const shared = globalThis as { [SETTINGS]?: CurrentSettings };

/**
 * Sets what holds for all typed spans from now on, and gives back the telemetry. Called again, it starts anew: what is not given is
 * as the environment says, or as without settings.
 *
 * Throws a TypeError or a RangeError for a setting, or an environment variable, that is none.
 */
export function configure(settings: Settings = {}): Telemetry {
  const current = decide(settings);
  shared[SETTINGS] = current;
  return current.telemetry;
}

/**
 * The settings in force. Without `configure()`, those of the environment. A mistake there is told; then nothing of the environment
 * holds, and as nobody knows what was to be left out, no inputs and outputs are kept.
 */
export function currentSettings(): CurrentSettings {
  shared[SETTINGS] ??= settingsOfEnvironment();
  return shared[SETTINGS];
}

function settingsOfEnvironment(): CurrentSettings {
  try {
    return decide({});
  } catch (error) {
    process.emitWarning((error as Error).message, "HeddleWarning");
    return decide({ capture: { input: false, output: false } }, {});
  }
}

function decide(given: Settings, env: Readonly<Record<string, string | undefined>> = process.env): CurrentSettings {
  const settings: Settings = { ...environmentSettings(env), ...withoutUndefined(given) };
  const { sampleRate, maxInputLength, maxOutputLength, conventions = "1.41", enabled = true } = settings;
  checkCapture("configure", settings.capture);
  if (conventions !== "1.41" && conventions !== "main") {
    throw new TypeError(`configure: conventions ${JSON.stringify(conventions)} are not known; give "1.41" or "main"`);
  }
  if (sampleRate !== undefined && !(sampleRate >= 0 && sampleRate <= 1)) {
    throw new RangeError(`configure: sampleRate ${String(sampleRate)} is not a share; give a number from 0 to 1`);
  }
  for (const [name, length] of Object.entries({ maxInputLength, maxOutputLength })) {
    if (length !== undefined && !(length > 0)) {
      throw new RangeError(`configure: ${name} ${String(length)} is not a length; give a number of characters`);
    }
  }
  const telemetry = enabled ? resolveTelemetry(settings.telemetry, settings) : new NoTelemetry();
  return {
    metrics: true,
    prices: {},
    ...settings,
    conventions,
    enabled,
    capture: captureOf(settings.capture, { input: true, output: true }),
    telemetry: sampleRate === undefined || sampleRate === 1 ? telemetry : sample(telemetry, sampleRate),
  };
}

/** The clock of spans that go to `telemetry`. */
export function clockOf(telemetry: Telemetry, { clock }: CurrentSettings = currentSettings()): Clock {
  return clock ?? optionsOf(telemetry).clock ?? system;
}

const system = systemClock();

/** What `given` does not say is as `otherwise` says. */
export function captureOf(given: Capture | undefined, otherwise: Required<Capture>): Required<Capture> {
  return { input: given?.input ?? otherwise.input, output: given?.output ?? otherwise.output };
}

function withoutUndefined(settings: Settings): Settings {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}
