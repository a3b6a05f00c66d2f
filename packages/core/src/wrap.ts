/** Puts something between a telemetry and its sinks. */
import { deliveriesOf, type Member } from "./deliveries-of.ts";
import type { Delivery } from "./delivery.ts";
import type { MetricRecord } from "./record.ts";
import { Recorder } from "./recorder.ts";
import { accessRecorder } from "./recorder-access.ts";
import type { LiveSink, LiveSpan } from "./sink.ts";
import { declareEnd } from "./sink-ends.ts";
import type { Telemetry } from "./telemetry.ts";

/** What a wrapper does differently; everything else is passed on. */
export interface Difference extends Pick<LiveSink, "open">, Partial<Pick<LiveSink, "flush" | "health">> {
  /** Takes metrics: spans come through `open`. */
  readonly write?: (metric: MetricRecord) => void;
  /** Hands on what is still held back, before the sink inside is disposed of. */
  readonly release?: () => void;
}

/**
 * A telemetry over the sinks of `target`, each of them behind `differ(its delivery)`. It keeps the clock, the ids and
 * the other options of `target`.
 */
export function wrap(name: string, target: Member, differ: (inner: Delivery) => Difference): Recorder {
  const sinks = deliveriesOf(target).map((inner) => {
    const { release, ...different } = differ(inner);
    const sink: LiveSink = {
      name: `${name}(${inner.name})`,
      mintsIds: inner.mintsIds,
      activeParent: (ours) => inner.activeParent(ours),
      write: (metric) => inner.write(metric),
      flush: (options) => inner.flush(options),
      health: () => ({}),
      [Symbol.asyncDispose]: () => {
        release?.();
        return inner.dispose();
      },
      ...different,
    };
    declareEnd(sink, { inner });
    return sink;
  });
  return new Recorder(sinks, accessRecorder(target as Telemetry)?.options);
}

/** A span that does what `span` does, but for `changes`. */
export function alter(span: LiveSpan, changes: Partial<LiveSpan> & Pick<LiveSpan, "end">): LiveSpan {
  return {
    ...(span.ids && { ids: span.ids }),
    run: (work) => span.run(work),
    set: (attributes) => span.set?.(attributes),
    event: (name, attributes, time) => span.event?.(name, attributes, time),
    link: (target, kind, attributes) => span.link?.(target, kind, attributes),
    fail: (error) => span.fail?.(error),
    ...changes,
  };
}

/** A span that nobody shows; its record goes to `end`. */
export function unseen(end: LiveSpan["end"]): LiveSpan {
  return { run: (work) => work(), end };
}
