/** Takes secrets out of records before a sink sees them. */
import type { Member } from "./deliveries-of.ts";
import type { Recorder } from "./recorder.ts";
import { Redactor } from "./redactor.ts";
import { alter, wrap } from "./wrap.ts";

/** What is a secret, and what stands in for it. */
export interface Redaction {
  /** Attributes whose whole value is a secret: their names, in any case, or patterns of names. Nested ones too. */
  readonly keys?: readonly (string | RegExp)[];
  /**
   * Secrets inside any text: attribute values, span and event names, error messages and stacks. Patterns of them, or
   * functions that give back the text without them, one after the other.
   */
  readonly values?: readonly (RegExp | ((text: string) => string))[];
  /** What stands in for a secret that a key or a pattern found. `[redacted]` unless given. */
  readonly replacement?: string | ((secret: string) => string);
}

/**
 * A telemetry that hands redacted copies to `target`, from the opening of a span on. Text that is JSON is redacted
 * inside and stays JSON. Should `replacement` or a function of `values` throw, the record counts as failed: it is never
 * passed on as it was. Numbers in JSON text are rounded to what JavaScript holds.
 */
export function redact(target: Member, redaction: Redaction): Recorder {
  const redactor = new Redactor(redaction);
  return wrap("redact", target, (inner) => ({
    open(start, byHand) {
      const { name, attributes } = start;
      const span = inner.open({ ...start, name: redactor.text(name), attributes: redactor.object(attributes) }, byHand);
      return alter(span, {
        set: (added) => span.set?.(redactor.object(added)),
        event: (eventName, added, time) => span.event?.(redactor.text(eventName), redactor.object(added), time),
        link: (to, kind, added) => span.link?.(to, kind, redactor.object(added)),
        fail: (error) => span.fail?.(redactor.error(error)),
        end: (record) => span.end(redactor.span(record)),
      });
    },
    write: (metric) => inner.write(redactor.metric(metric)),
  }));
}
