/** Which backend is meant: options that several commands have. */
import { type OtlpProtocol, type ProbeAnswer, probe, type ShipTarget } from "@heddle/otlp";
import type { OptionSpec } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** A backend, as it is typed. */
export interface TargetOptions {
  readonly to?: string;
  readonly protocol?: OtlpProtocol;
  readonly header?: readonly (readonly [name: string, value: string])[];
}

/** What the environment says counts where there is no option. */
export const targetOptions: { readonly [Name in keyof TargetOptions]-?: OptionSpec } = {
  to: {
    value: "URL",
    description: "the backend, such as http://localhost:4318; unless given, what OTEL_EXPORTER_OTLP_ENDPOINT says",
  },
  protocol: {
    value: "NAME",
    description: "http/protobuf, unless OTEL_EXPORTER_OTLP_PROTOCOL says otherwise",
    choices: ["http/protobuf", "http/json", "grpc"],
  },
  header: {
    value: "NAME=VALUE",
    short: "H",
    isMany: true,
    description: "of every request, such as authorization='Bearer …'; can be repeated",
    parse: headerOf,
  },
};

function headerOf(text: string): readonly [string, string] {
  const at = text.search(/[=:]/);
  if (at < 1) throw new Error("Give a name and a value, such as authorization='Bearer abc'.");
  return [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}

/** The target that is meant. */
export function targetOf({ to, protocol, header = [] }: TargetOptions): ShipTarget {
  return {
    ...(to !== undefined && { url: to }),
    ...(protocol !== undefined && { protocol }),
    ...(header.length > 0 && { headers: Object.fromEntries(header) }),
  };
}

/** What the backend answers. Rejects with a UsageError for a target that cannot be meant. */
export async function probeTarget(options: TargetOptions): Promise<ProbeAnswer[]> {
  return await probe(targetOf(options)).catch(asTyped);
}

/** A mistake in an option or a variable, in words for those who typed it. Throws it, or what it was. */
export function asTyped(error: unknown): never {
  const isMistake = error instanceof TypeError && /^(OtlpTelemetry: |OTEL_)/.test(error.message);
  if (!isMistake) throw error;
  const message = error.message.replace(/^OtlpTelemetry: url /, "--to ").replace(/^OtlpTelemetry: /, "");
  throw new UsageError(message, { cause: error });
}
