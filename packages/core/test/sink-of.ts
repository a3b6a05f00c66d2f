/** The sink of a built-in telemetry, which is none of its users' business. */
import type { Sink, Telemetry } from "@heddle/core";

const ACCESS = Symbol.for("heddle.recorder/1");

export function sinkOf(telemetry: Telemetry): Sink {
  const { deliveries } = Reflect.get(telemetry, ACCESS) as { deliveries: readonly { sink: Sink }[] };
  return deliveries[0]?.sink as Sink;
}
