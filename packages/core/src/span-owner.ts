/** What an open span knows of the one that opened it. */
import type { Context, ContextValue, Position } from "./context.ts";
import type { TraceIdentity } from "./ids.ts";
import type { OpenSpans } from "./late-sink.ts";
import type { OpenSpan } from "./open-span.ts";
import type { JsonObject } from "./record.ts";
import type { Telemetry } from "./telemetry.ts";

/** What a span asks of the one that opened it. */
export interface SpanOwner extends OpenSpans {
  /** Where the records of its spans end up. */
  readonly sinks: readonly object[];
  readonly telemetry: Telemetry;
  /** Milliseconds on the monotonic clock. */
  monotonicMs(): number;
  /** Whole microseconds since the epoch, of a monotonic reading. */
  wallUs(monotonicMs: number): number;
  /** The active span of a live sink, where it is innermost. `ours`: the active span among the owner's own. */
  foreignParent(ours: Position | undefined): Position | undefined;
  runInside<T>(span: OpenSpan, work: (span: OpenSpan) => T): T;
  ended(span: OpenSpan): void;
  debug(line: string): void;
}

/** Where a new span stands. */
export interface Placement {
  trace: TraceIdentity;
  idHigh: number;
  idLow: number;
  readonly parentHigh: number;
  readonly parentLow: number;
  /** Where somebody has made it already. */
  readonly parentIdText: string | undefined;
  readonly outer: Context | undefined;
  readonly runAttributes: JsonObject | undefined;
  values: ContextValue | undefined;
  readonly sampled: boolean;
}
