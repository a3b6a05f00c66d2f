/** A span around a stream: open from the first item that is asked for until the last, the break or the failure. */
import type { Attributes } from "./record.ts";
import { type ManualSpan, startSpan } from "./start-span.ts";
import type { Span, Telemetry } from "./telemetry.ts";
import { TracedStream } from "./traced-stream.ts";

/**
 * Like an async generator, nothing happens before the first `next()`: then the span opens and `open` is called in it.
 *
 * Every step of the stream runs inside the span, and the consumer outside of it. The span ends with the stream, also
 * when the consumer breaks out of its loop, throws into it, or the stream fails.
 */
export function traceStream<T>(
  telemetry: Telemetry,
  name: string,
  attributes: Attributes,
  open: (span: Span) => AsyncIterable<T>,
): AsyncGenerator<T, void, undefined> {
  const start = (): ManualSpan => startSpan(telemetry, name, attributes);
  return new TracedStream<T, void, undefined, ManualSpan>({ start, open });
}
