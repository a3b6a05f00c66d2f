/** Adds OTLP to what `resolveTelemetry` of `@heddle/core` knows. */
import type { TelemetryResolver } from "@heddle/core";
import type { OtlpOptions } from "./otlp-options.ts";
import { OtlpTelemetry } from "./otlp-telemetry.ts";

/** `"otlp"`, `"otlp:http://localhost:4318"`, and `{ backend: "otlp", url, … }` with the options of `OtlpTelemetry`. */
export const otlpResolvers: Readonly<Record<"otlp", TelemetryResolver>> = {
  otlp: ({ backend, path, ...options }) =>
    new OtlpTelemetry({ ...(path !== undefined && { url: path }), ...options } as OtlpOptions),
};
