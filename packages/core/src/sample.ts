/** Records a share of the traces. */
import type { Member } from "./deliveries-of.ts";
import type { Recorder } from "./recorder.ts";
import { unseen, wrap } from "./wrap.ts";

/**
 * A telemetry that records `ratio` of all traces (0 to 1), each of them whole: the trace id decides, so that every
 * process that samples at the same ratio decides alike. A trace that its caller sampled out stays out. Metrics all pass.
 *
 * The decision is in the `traceparent` for the next process. What is left out counts as dropped. A sink that mints ids,
 * as OpenTelemetry's, opens each root, for its id decides; one that is left out is never ended there.
 *
 * Throws a RangeError for a ratio that is none.
 */
export function sample(target: Member, ratio: number): Recorder {
  if (!(ratio >= 0 && ratio <= 1)) throw new RangeError(`sample: ratio is ${String(ratio)}; give a number from 0 to 1`);
  return wrap("sample", target, (inner) => {
    let dropped = 0;
    return {
      open(start, byHand) {
        // Where ids are minted, those of a root are there when it is open.
        const root = inner.mintsIds && start.parentSpanId === undefined ? inner.open(start, byHand) : undefined;
        const { traceId, spanId } = root?.ids ?? start;
        if (start.sampled !== false && randomPart(traceId) < ratio) return root ?? inner.open(start, byHand);
        const out = unseen(() => {
          dropped++;
        });
        return { ...out, ids: { traceId, spanId, sampled: false } };
      },
      health: () => ({ dropped }),
    };
  });
}

/** The last 32 bits of a trace id as a number from 0 to just below 1. W3C has the right-most bytes random. */
function randomPart(traceId: string): number {
  return Number.parseInt(traceId.slice(-8), 16) / 2 ** 32;
}
