/** Lets a bridge say which span is innermost, where the program has entered one by other means than Heddle's. */
import type { SpanRef } from "./record.ts";
import { accessRecorder } from "./recorder-access.ts";
import type { LiveSpanIds } from "./sink.ts";
import type { Telemetry } from "./telemetry.ts";

/** Knows a span of the telemetry that was made active elsewhere. */
export interface ParentSource {
  /**
   * The active span, where it was opened inside of `ours`, the recorder's own active span. Asked for each span and metric;
   * must not throw.
   */
  activeParent(ours: SpanRef | undefined): LiveSpanIds | undefined;
}

/** Makes new spans of `telemetry` children of what `source` says. A foreign telemetry finds its parents itself. */
export function addParentSource(telemetry: Telemetry, source: ParentSource): void {
  accessRecorder(telemetry)?.addParentSource(source);
}
