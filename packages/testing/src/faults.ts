/** Everything that can be wrong with a member of a telemetry. */
import type { Fault } from "./fault.ts";
import { liveSinkFaults } from "./live-sink-faults.ts";
import { sinkFaults } from "./sink-faults.ts";
import { telemetryFaults } from "./telemetry-faults.ts";

/** `for (const fault of faults) { const { member, release } = fault.make(); … }`. */
export const faults: readonly Fault[] = [...sinkFaults, ...liveSinkFaults, ...telemetryFaults];
