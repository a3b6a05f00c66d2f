/** Asks the backend whether it would take what is sent. */
import { escapeText } from "@heddle/core/bridge";
import type { ProbeAnswer } from "@heddle/otlp";
import { probeTarget, type TargetOptions } from "../target.ts";
import { UsageError } from "../usage-error.ts";
import type { Finding } from "./finding.ts";

const ENDPOINT = /^OTEL_EXPORTER_OTLP_((TRACES|METRICS)_)?ENDPOINT$/;

/** Only a backend that somebody has named is asked. Rejects with a UsageError for a `to` that cannot be meant. */
export async function backendFindings(
  options: TargetOptions,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Finding[]> {
  const isNamed = Object.keys(env).some((name) => ENDPOINT.test(name) && env[name]?.trim());
  if (options.to === undefined && !isNamed) {
    return [{ level: "ok", about: "backend", says: "none is set up; --to URL asks one" }];
  }
  try {
    return (await probeTarget(options)).map(findingOf);
  } catch (error) {
    if (!(error instanceof UsageError) || options.to !== undefined) throw error;
    return [
      { level: "fail", about: "backend", says: escapeText(error.message), fix: "mend the variable, or unset it" },
    ];
  }
}

function findingOf({ signal, url, kind, message = "" }: ProbeAnswer): Finding {
  const about = signal;
  const said = message === "" ? "" : `: ${escapeText(message)}`;
  if (kind === "accepted")
    return {
      level: message === "" ? "ok" : "warn",
      about,
      says: `${url} takes them${said}`,
      ...(message && { fix: "see what it warns of" }),
    };
  const isMissing = signal === "metrics" && /\b(404|405|501)\b|UNIMPLEMENTED/.test(message);
  if (isMissing) {
    const fix = "nothing, if the backend has no place for metrics; they are counted as refused";
    return { level: "warn", about, says: `${url} does not take them${said}`, fix };
  }
  return { level: "fail", about, says: `${url} does not take them${said}`, fix: fixOf(kind, message) };
}

const fixes: readonly (readonly [message: RegExp, fix: string])[] = [
  [
    /\b40[13]\b|UNAUTHENTICATED|PERMISSION_DENIED/,
    "give the backend's key: --header authorization='Bearer …', or OTEL_EXPORTER_OTLP_HEADERS",
  ],
  [/\b404\b|UNIMPLEMENTED|HTML/, "look for the backend's OTLP url; /v1/traces is added to it"],
  [/^HTTP (429|50[0234])/, "it is there, and takes nothing now: try again, or look into its own log"],
  [/ENOTFOUND|EAI_AGAIN/, "look for a mistake in the host's name"],
  [/certificate|self.signed/i, "set OTEL_EXPORTER_OTLP_CERTIFICATE to the authority's PEM file"],
  [/no answer of (HTTP|gRPC)/, "give the other --protocol"],
];

function fixOf(kind: ProbeAnswer["kind"], message: string): string {
  const [, known] = fixes.find(([pattern]) => pattern.test(message)) ?? [];
  if (known !== undefined) return known;
  return kind === "failed"
    ? "start the backend, or give the url and the port where it listens"
    : "see what the backend says";
}
