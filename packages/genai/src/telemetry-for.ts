/** Which telemetry takes a span or a metric. */
import { activeTelemetry, NoTelemetry, type Telemetry } from "@heddle/core";
import { currentSettings } from "./settings.ts";

const none: Telemetry = new NoTelemetry();

/** The one that is given, else that of the span around, else the one that `configure()` set; none while it is switched off. */
export function telemetryFor(given: Telemetry | undefined): Telemetry {
  const { enabled, telemetry } = currentSettings();
  return enabled ? (given ?? activeTelemetry() ?? telemetry) : none;
}
