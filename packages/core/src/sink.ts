/** What plug-in authors write: a `Sink` takes finished records, a `LiveSink` also opens spans of its own. */
import type { JsonObject, LinkKind, MetricRecord, SpanRecord, SpanRef, SpanStart } from "./record.ts";
import type { SinkOperation } from "./sink-health.ts";

/** How long `flush` may take. */
export interface FlushOptions {
  /** Milliseconds; 30,000 unless told. */
  readonly timeoutMs?: number;
}

/**
 * Where records go.
 *
 * One call at a time, in the order things happened, on the caller's stack. A record is shared with every other sink and
 * must not be changed. What a method throws or rejects with is counted, told once to `onSinkError` and never reaches the
 * program or another sink; the next record comes as if nothing had happened.
 */
export interface Sink {
  /** What `health()` and error reports call this sink. Its class name unless given. */
  readonly name?: string;

  /**
   * Takes one finished record. Return quickly. Without `flush`, returning means that the record has arrived; a promise
   * that is returned all the same is waited for by `flush`, and counts as pending until it settles.
   */
  write(record: SpanRecord | MetricRecord): void;

  /** A span has opened. Live views want it. `write` gets the same span's record when it ends. */
  spanStarted?(start: SpanStart): void;

  /** Resolves when everything taken before the call has arrived. May be called at any time, also twice at once. */
  flush?(options?: FlushOptions): PromiseLike<void>;

  /**
   * Called once, when a recorder takes the sink: `report` is for failures outside of a call (an asynchronous write, a
   * retry). Like every failure, they are told once for each operation, which is `write` unless given. A sink that tells sorts
   * of failures apart gives the `sort`, one of a few words: each is then told once of its own.
   */
  reportTo?(report: (error: unknown, operation?: SinkOperation, sort?: string) => void): void;

  /** What became of the records, where the sink knows better than "`write` returned". */
  health?(): SinkCounts;

  /**
   * Gives up what the sink holds, after a last flush. A second call does nothing, and a record that comes later is no
   * error: it is kept, or counted as lost.
   */
  [Symbol.asyncDispose]?(): PromiseLike<void>;
}

/** The part of the accounts that only the sink knows; what it leaves out counts as 0. */
export interface SinkCounts {
  /** Taken, and deliberately not kept: a limit, a filter, a sample. */
  readonly dropped?: number;
  /** Taken, and lost by a failure. */
  readonly failed?: number;
  /** Taken, and not arrived yet. */
  readonly pending?: number;
  /** The same for start records, which are counted apart. */
  readonly starts?: Omit<SinkCounts, "starts">;
}

/**
 * A sink that owns live spans of a foreign system: the OpenTelemetry adapter, a foreign two-method `Telemetry`.
 * Spans reach it through `open`, metrics through `write`.
 */
export interface LiveSink extends Sink {
  /**
   * Opens its own span. `start` carries the ids the recorder proposes; `LiveSpan.ids` may answer with others, which
   * every other sink then adopts (the first such sink decides). `byHand`: the span is ended by a later call, not by
   * the end of a closure, and `run` may never be called.
   */
  open(start: SpanStart, byHand: boolean): LiveSpan;
  /** True for a sink whose spans bring ids of their own: it is opened before the others. */
  readonly mintsIds?: boolean;
  /**
   * The foreign system's active span, where it was opened inside of `ours`, the recorder's own active span: a new span
   * becomes its child. Asked for each span and metric.
   */
  activeParent?(ours: SpanRef | undefined): LiveSpanIds | undefined;
}

/** One open span of a `LiveSink`. */
export interface LiveSpan {
  /** The identity that was minted, where it was. */
  readonly ids?: LiveSpanIds;
  /**
   * Runs `work` at once, once, inside the foreign system's ambient context, and returns what it returns. The recorder
   * sees to it that `work` runs exactly once, and that its result and its error are its own, whatever happens here.
   */
  run<T>(work: () => T): T;
  set?(attributes: JsonObject): void;
  /** `time`: milliseconds since the epoch, to the microsecond. */
  event?(name: string, attributes: JsonObject, time: number): void;
  link?(target: SpanRef, kind: LinkKind, attributes: JsonObject): void;
  /** A failure that the work handled and told by `fail`, as it happens. What the work throws is in the record. */
  fail?(error: unknown): void;
  end(record: SpanRecord): void;
}

/** The identity that a live sink minted. */
export interface LiveSpanIds extends SpanRef {
  /** The W3C sampled flag; true unless told. */
  readonly sampled?: boolean;
}
