/** Hands on changed copies of finished spans. */
import { types } from "node:util";
import type { Member } from "./deliveries-of.ts";
import { failureMessage } from "./failure.ts";
import type { SpanRecord } from "./record.ts";
import type { Recorder } from "./recorder.ts";
import type { LiveSpan } from "./sink.ts";
import { alter, wrap } from "./wrap.ts";

/**
 * A telemetry that hands to `target` what `change` makes of each span when it ends, so that a backend can be spoken to in
 * its own words. Spans that only open, and metrics, pass as they are. Should `change` throw, the span is passed on as it
 * was, and the first time that is told.
 *
 * A live sink, as that of OpenTelemetry is, has had a span's attributes and events by then: it gets those that are added
 * or other, and an empty text for an attribute that is taken out.
 *
 * Throws a TypeError for a `change` that is no function.
 */
export function mapSpans(target: Member, change: (span: SpanRecord) => SpanRecord): Recorder {
  if (typeof change !== "function") {
    throw new TypeError(`mapSpans: change is ${String(change)}; give a function from a span record to a span record`);
  }
  return wrap("mapSpans", target, (inner) => {
    const changed = (record: SpanRecord): SpanRecord => {
      try {
        return checked(change(record));
      } catch (error) {
        const message = `mapSpans passed a span on as it was: its change failed: ${failureMessage(error)}`;
        inner.report("write", new Error(message, { cause: error }), "change");
        return record;
      }
    };
    return {
      open(start, byHand) {
        const span = inner.open(start, byHand);
        return alter(span, {
          end(record) {
            const after = changed(record);
            catchUp(span, record, after);
            span.end(after);
          },
        });
      },
    };
  });
}

/** There are programs without types. */
function checked(given: unknown): SpanRecord {
  if ((given as SpanRecord | undefined)?.kind === "span") return given as SpanRecord;
  if (types.isPromise(given)) given.catch(() => {});
  throw new TypeError(`it gave ${types.isPromise(given) ? "a promise" : String(given)}; return a span record`);
}

/** There is no way to take an attribute back that OpenTelemetry has been given. */
function catchUp(span: LiveSpan, before: SpanRecord, after: SpanRecord): void {
  const takenOut = Object.keys(before.attributes).filter((key) => !Object.hasOwn(after.attributes, key));
  if (takenOut.length > 0) span.set?.(Object.fromEntries(takenOut.map((key) => [key, ""])));
  const known = new Set(before.events);
  for (const event of after.events ?? []) {
    if (!known.has(event)) span.event?.(event.name, event.attributes, event.time);
  }
}
