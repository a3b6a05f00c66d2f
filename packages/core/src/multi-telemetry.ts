/** Hands every span and metric to several telemetries: one span, one set of ids, one reading of the clock for all. */
import type { Member } from "./deliveries-of.ts";
import { Recorder, type RecorderOptions } from "./recorder.ts";

/**
 * Members are telemetries, sinks, and other objects with `trace` and `emitMetric`; nested Multis are flattened, and a
 * member that is named twice gets each record once. They are served in order of declaration. One that fails is isolated
 * from the program and from the others.
 *
 * Throws a TypeError for no members, and for one that is nothing of that kind.
 */
export class MultiTelemetry extends Recorder {
  constructor(members: Iterable<Member>, options: RecorderOptions = {}) {
    const list = [...members];
    if (list.length === 0) {
      throw new TypeError("MultiTelemetry: there are no members; give at least one, or use NoTelemetry");
    }
    super(list, options);
  }
}
