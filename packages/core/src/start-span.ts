/** Spans that are ended by hand, for frameworks that report a start and an end. */
import { type KeyedValue, withContextValue } from "./context.ts";
import { ForeignManualSpan } from "./foreign-manual-span.ts";
import type { Attributes, SpanRef } from "./record.ts";
import { accessRecorder } from "./recorder-access.ts";
import type { Span, Telemetry } from "./telemetry.ts";
import type { TimeInput } from "./time-input.ts";

/** Where a span that is ended by hand stands, and since when. */
export interface SpanOptions {
  /** The parent: a span, a record or a W3C `traceparent`; `null` for none. The active span unless given. */
  readonly parent?: SpanRef | string | null;
  /** When it began; now unless given. */
  readonly startTime?: TimeInput;
  /** 32 lower-case hex digits, for a span without a parent. */
  readonly traceId?: string;
  /** 16 lower-case hex digits. */
  readonly spanId?: string;
  /** Failing with this signal's reason is a cancellation. */
  readonly signal?: AbortSignal;
}

/** A span that lasts until it is ended, or until the end of its `using` block. */
export interface ManualSpan extends Span, Disposable {
  /** Records that something happened at `time`; now unless given. Throws a RangeError for a time that is none. */
  event(name: string, attributes?: Attributes, time?: TimeInput): void;
  /** Ends the span: status `ok` unless `fail` was called. A second call does nothing. */
  end(time?: TimeInput): void;
  /** Runs `work` with this span as the active one, as often as there is need. It stays open. */
  run<T>(work: () => T): T;
}

/**
 * Opens a span that stays open until `end()`.
 *
 * On a Heddle telemetry it is opened and closed at once, so that one ended before `process.exit()` is recorded. On any
 * other object with `trace` it is built on that alone: the given ids and times are not known there.
 *
 * Throws a RangeError for a time, id or parent that is none.
 */
export function startSpan(
  telemetry: Telemetry,
  name: string,
  attributes: Attributes = {},
  options: SpanOptions = {},
): ManualSpan {
  const recorder = accessRecorder(telemetry);
  if (recorder !== undefined) return recorder.openByHand(name, attributes, options);
  return new ForeignManualSpan(telemetry, name, attributes);
}

/** Likewise, and `contextValue(value.key)` inside of the span is `value.value`. */
export function startSpanWith(
  value: KeyedValue,
  telemetry: Telemetry,
  name: string,
  attributes: Attributes,
  options: SpanOptions,
): ManualSpan {
  const recorder = accessRecorder(telemetry);
  if (recorder !== undefined) return recorder.openByHand(name, attributes, options, value);
  return withContextValue(value.key, value.value, () => new ForeignManualSpan(telemetry, name, attributes));
}
