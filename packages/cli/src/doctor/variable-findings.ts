/** Looks at the environment variables that are read. */
import { escapeText } from "@heddle/core/bridge";
import { environmentSettings } from "@heddle/genai";
import type { Finding } from "./finding.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Those that `@heddle/otlp` reads; with what they hold, it looks itself. */
const OTLP =
  /^OTEL_EXPORTER_OTLP_((TRACES|METRICS)_)?(ENDPOINT|PROTOCOL|HEADERS|TIMEOUT|COMPRESSION|CERTIFICATE|CLIENT_CERTIFICATE|CLIENT_KEY|INSECURE)$|^OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE$/;
/** What OpenTelemetry has for logs, and for what only its own exporters know. */
const FOREIGN = /^OTEL_EXPORTER_OTLP_(LOGS|PROFILES)_|_DEFAULT_HISTOGRAM_AGGREGATION$/;

/** Blank variables are as none. */
export function variableFindings(env: Environment): Finding[] {
  const set = Object.keys(env).filter((name) => env[name]?.trim());
  const ours = set.filter((name) => name.startsWith("HEDDLE_")).sort();
  const otlp = set.filter((name) => name.startsWith("OTEL_EXPORTER_OTLP_") && !FOREIGN.test(name)).sort();
  const findings = [
    ...ours.map((name) => heddleFinding(name, env[name] as string)),
    ...otlp.filter((name) => !OTLP.test(name)).map(unknownOtlp),
    ...(env.OTEL_SDK_DISABLED?.trim().toLowerCase() === "true" ? [disabled] : []),
  ];
  if (findings.length > 0) return findings;
  return [{ level: "ok", about: "variables", says: "none of HEDDLE_… is set; what programs say counts" }];
}

const disabled: Finding = {
  level: "warn",
  about: "variables",
  says: "OTEL_SDK_DISABLED is true: nothing is recorded for OTLP",
  fix: "unset OTEL_SDK_DISABLED",
};

function heddleFinding(name: string, value: string): Finding {
  const about = "variables";
  try {
    if (Object.keys(environmentSettings({ [name]: value })).length > 0) {
      return { level: "ok", about, says: `${escapeText(name)}=${escapeText(value.trim())}` };
    }
    const fix = "unset it, or mend its name; the README of @heddle/genai lists those that are read";
    return { level: "warn", about, says: `${escapeText(name)} is read by nobody`, fix };
  } catch (error) {
    const [says = "", fix = "unset it, or mend it"] = escapeText((error as Error).message).split("; ");
    return { level: "fail", about, says, fix };
  }
}

function unknownOtlp(name: string): Finding {
  const fix = "unset it, or mend its name; the README of @heddle/otlp lists those that are read";
  return { level: "warn", about: "variables", says: `${escapeText(name)} is read by nobody`, fix };
}
