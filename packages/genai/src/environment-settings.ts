/** The settings that environment variables give. */
import type { Settings } from "./settings.ts";

/** Throws a TypeError that names a variable which says something else than it can. A blank one is as none. */
export function environmentSettings(env: Readonly<Record<string, string | undefined>>): Settings {
  const text = (name: string): string | undefined => env[name]?.trim() || undefined;
  const settings = {
    telemetry: text("HEDDLE_TELEMETRY"),
    enabled: readSwitch("HEDDLE_ENABLED", text("HEDDLE_ENABLED")),
    sampleRate: readNumber("HEDDLE_SAMPLE_RATE", text("HEDDLE_SAMPLE_RATE")),
    capture: readCapture(text("HEDDLE_CAPTURE")),
    maxInputLength: readNumber("HEDDLE_MAX_INPUT_LENGTH", text("HEDDLE_MAX_INPUT_LENGTH")),
    maxOutputLength: readNumber("HEDDLE_MAX_OUTPUT_LENGTH", text("HEDDLE_MAX_OUTPUT_LENGTH")),
    conventions: isOptedIn(text("OTEL_SEMCONV_STABILITY_OPT_IN")) ? ("main" as const) : undefined,
    environment: text("HEDDLE_ENVIRONMENT"),
    version: text("HEDDLE_VERSION"),
    metrics: readSwitch("HEDDLE_METRICS", text("HEDDLE_METRICS")),
  };
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== undefined));
}

const switches: ReadonlyMap<string, boolean> = new Map([
  ["true", true],
  ["1", true],
  ["on", true],
  ["false", false],
  ["0", false],
  ["off", false],
]);

function readSwitch(name: string, value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  const on = switches.get(value.toLowerCase());
  if (on !== undefined) return on;
  throw new TypeError(`${name}=${JSON.stringify(value)} is not a switch; set it to "true" or "false"`);
}

function readNumber(name: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (Number.isFinite(number)) return number;
  throw new TypeError(`${name}=${JSON.stringify(value)} is not a number`);
}

const captures: ReadonlyMap<string, Settings["capture"]> = new Map([
  ["all", { input: true, output: true }],
  ["input", { input: true, output: false }],
  ["output", { input: false, output: true }],
  ["none", { input: false, output: false }],
]);

function readCapture(value: string | undefined): Settings["capture"] {
  if (value === undefined) return undefined;
  const capture = captures.get(value.toLowerCase());
  if (capture !== undefined) return capture;
  throw new TypeError(
    `HEDDLE_CAPTURE=${JSON.stringify(value)} is not known; set it to "all", "input", "output" or "none"`,
  );
}

function isOptedIn(value = ""): boolean {
  return value.split(",").some((word) => word.trim() === "gen_ai_latest_experimental");
}
