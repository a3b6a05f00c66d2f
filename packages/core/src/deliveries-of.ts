/** Finds the sinks behind whatever may be a member of a telemetry. */
import type { Delivery } from "./delivery.ts";
import { deliveryOf } from "./delivery-of.ts";
import { foreignSinkOf } from "./foreign-sink.ts";
import { accessRecorder } from "./recorder-access.ts";
import type { Sink } from "./sink.ts";
import type { Telemetry } from "./telemetry.ts";

/** What records can be handed to: a sink, a telemetry of Heddle's, or any object with `trace` and `emitMetric`. */
export type Member = Sink | Telemetry;

/** One delivery a sink: a telemetry over several sinks, nested or not, is all of them. Throws for anything else. */
export function deliveriesOf(member: Member): readonly Delivery[] {
  if (typeof member !== "object" || member === null) throw notAMember(member);
  const access = accessRecorder(member as Telemetry);
  if (access !== undefined) return access.deliveries;
  if ("write" in member && typeof member.write === "function") return [deliveryOf(member)];
  if ("trace" in member && typeof member.trace === "function" && typeof member.emitMetric === "function") {
    return [deliveryOf(foreignSinkOf(member))];
  }
  throw notAMember(member);
}

function notAMember(value: unknown): TypeError {
  const shown =
    typeof value === "object" && value !== null
      ? `an object with ${Object.keys(value).join(", ") || "no keys"}`
      : String(value);
  return new TypeError(
    `${shown} is no telemetry and no sink; give an object with trace() and emitMetric(), or with write()`,
  );
}
