/** Everything that must be reached. */

import { burstFloors } from "./burst-floors.ts";
import type { Effort } from "./configuration.ts";
import type { Floor } from "./floor.ts";
import { readingFloors } from "./reading-floors.ts";
import { spanFloors } from "./span-floors.ts";
import { typedFloors } from "./typed-floors.ts";

export function floorsWith(effort: Effort): readonly Floor[] {
  return [...spanFloors(effort), ...typedFloors(effort), ...burstFloors(), ...readingFloors(effort)];
}
