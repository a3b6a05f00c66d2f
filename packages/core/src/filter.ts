/** Lets only some records through. */
import type { Member } from "./deliveries-of.ts";
import type { MetricRecord, SpanRecord, SpanStart } from "./record.ts";
import type { Recorder } from "./recorder.ts";
import { alter, unseen, wrap } from "./wrap.ts";

/** What may be seen before a span is judged. */
export interface FilterOptions {
  /**
   * Which spans are shown when they open. None unless given: a span is judged by its finished record, and a sink that
   * had seen one open that is then kept from it would show it as open for ever.
   */
  readonly starts?: (start: SpanStart) => boolean;
}

/**
 * A telemetry that hands to `target` the spans and metrics for which `keep` says true. The others count as dropped.
 *
 * A span whose parent is dropped keeps naming it.
 */
export function filter(
  target: Member,
  keep: (record: SpanRecord | MetricRecord) => boolean,
  { starts = () => false }: FilterOptions = {},
): Recorder {
  return wrap("filter", target, (inner) => {
    let dropped = 0;
    const passes = (record: SpanRecord | MetricRecord) => {
      const passed = keep(record);
      if (!passed) dropped++;
      return passed;
    };
    const write = (record: SpanRecord | MetricRecord) => {
      if (passes(record)) inner.write(record);
    };
    return {
      open(start, byHand) {
        if (!inner.isLive && !starts(start)) return unseen(write);
        const span = inner.open(start, byHand);
        return alter(span, {
          end(record) {
            if (passes(record)) span.end(record);
          },
        });
      },
      write,
      health: () => ({ dropped }),
    };
  });
}
