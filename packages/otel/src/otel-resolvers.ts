/** Makes OpenTelemetry a choice of configurations. */
import type { TelemetryConfig, TelemetryResolver } from "@heddle/core";
import { type OTelOptions, OTelTelemetry } from "./otel-telemetry.ts";

/**
 * `resolveTelemetry(spec, { resolvers: otelResolvers })` also knows `"otel"`, and `{ backend: "otel", … }` with the options
 * of `OTelTelemetry`: the global providers, unless they are among them.
 */
export const otelResolvers: Readonly<Record<"otel", TelemetryResolver>> = {
  otel({ backend, path, ...options }: TelemetryConfig) {
    if (path === undefined) return new OTelTelemetry(options as OTelOptions);
    throw new TypeError(
      `resolveTelemetry: "otel" takes no ${JSON.stringify(path)}; set up the global providers, or give them`,
    );
  },
};
