/** Opens spans: the one place that mints ids, finds parents, reads the clock, and tells the sinks of an end. */
import { snapshot } from "./attributes.ts";
import { type Clock, systemClock } from "./clock.ts";
import { type Context, contextStorage, type KeyedValue, type Position, valuesWith } from "./context.ts";
import type { Delivery } from "./delivery.ts";
import type { IdGenerator } from "./ids.ts";
import { tellingLive, toldLive } from "./live-telling.ts";
import { OpenSpan } from "./open-span.ts";
import type { ParentSource } from "./parent-source.ts";
import { innermost, placeAsTold, placeInContext, type ToldPlace } from "./placement.ts";
import type { Attributes, SpanStart } from "./record.ts";
import type { LiveSpan } from "./sink.ts";
import { endOf } from "./sink-ends.ts";
import type { Placement, SpanOwner } from "./span-owner.ts";
import { steadyClock } from "./steady-clock.ts";
import type { Telemetry } from "./telemetry.ts";
import { textOf } from "./text-of.ts";

interface SpanOpenerOptions {
  readonly clock?: Clock;
  readonly ids?: IdGenerator;
}

export class SpanOpener implements SpanOwner {
  readonly sinks: readonly object[];
  readonly telemetry: Telemetry;
  readonly debug: (line: string) => void;
  readonly #plain: readonly Delivery[];
  /** Those that mint ids first. */
  readonly #live: readonly Delivery[];
  /** Who may know of a foreign span that is innermost: the live sinks, then the bridges. */
  readonly #parentSources: ParentSource[];
  readonly #clock: Clock;
  readonly #ids: IdGenerator | undefined;
  /** The first and the last of the open spans, which are a chain: leaving it costs the same for each. */
  #oldest: OpenSpan | undefined;
  #newest: OpenSpan | undefined;

  /** `telemetry`: what callers know it as. */
  constructor(
    telemetry: Telemetry,
    deliveries: readonly Delivery[],
    options: SpanOpenerOptions,
    debug: (line: string) => void,
  ) {
    this.telemetry = telemetry;
    this.#plain = deliveries.filter((delivery) => !delivery.isLive);
    this.#live = deliveries
      .filter((delivery) => delivery.isLive)
      .sort((a, b) => Number(b.mintsIds) - Number(a.mintsIds));
    this.#parentSources = [...this.#live];
    this.sinks = [...new Set(deliveries.map((delivery) => endOf(delivery.sink)))];
    this.#clock = options.clock === undefined ? systemClock() : steadyClock(options.clock);
    this.#ids = options.ids;
    this.debug = debug;
    for (const delivery of this.#plain) delivery.attach(this);
  }

  /** Opens a span where the program is. */
  open(name: string, attributes: Attributes): OpenSpan {
    return this.#open(name, attributes, placeInContext(contextStorage.getStore(), this, this.#ids), false);
  }

  /** Opens a span where the caller says, since `startedUs` where that is given. */
  openByHand(
    name: string,
    attributes: Attributes,
    place: ToldPlace,
    startedUs: number | undefined,
    value: KeyedValue | undefined,
  ): OpenSpan {
    const context = contextStorage.getStore();
    const placement = placeAsTold(context, this, this.#ids, place);
    if (value !== undefined) placement.values = valuesWith(value, context);
    return this.#open(name, attributes, placement, true, startedUs);
  }

  /** The span that a record made here belongs to. */
  parentIn(context: Context | undefined): Position | undefined {
    return innermost(context, this);
  }

  foreignParent(ours: Position | undefined): Position | undefined {
    for (const source of this.#parentSources) {
      const parent = source.activeParent(ours);
      if (parent !== undefined) return { sampled: true, ...parent };
    }
    return undefined;
  }

  addParentSource(source: ParentSource): void {
    if (!this.#parentSources.includes(source)) this.#parentSources.push(source);
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs();
  }

  wallUs(monotonicMs: number): number {
    return Math.round(this.#clock.wallMs(monotonicMs) * 1000);
  }

  runInside<T>(span: OpenSpan, work: (span: OpenSpan) => T): T {
    return runInLive(span.live ?? [], 0, () => contextStorage.run(span, work, span));
  }

  *openSpans(): Iterable<OpenSpan> {
    for (let span = this.#oldest; span !== undefined; span = span.after) yield span;
  }

  ended(span: OpenSpan): void {
    this.#unchain(span);
    for (const delivery of this.#plain) delivery.spanEnded(span);
    if (span.live !== undefined) {
      const record = span.toRecord();
      const before = tellingLive(this.sinks);
      for (const live of span.live) live.end(record);
      toldLive(before);
    }
  }

  #open(name: string, attributes: Attributes, placement: Placement, byHand: boolean, startedUs?: number): OpenSpan {
    const own = snapshot(attributes);
    const run = placement.runAttributes;
    // Its own come first, where a reader looks first.
    const all = run === undefined ? own : { ...own, ...run, ...own };
    const span = new OpenSpan(this, typeof name === "string" ? name : textOf(name), all, placement, startedUs);
    if (this.#live.length > 0) {
      const before = tellingLive(this.sinks);
      span.live = this.#openLive(span, byHand);
      toldLive(before);
    }
    this.#chain(span);
    for (const delivery of this.#plain) delivery.spanOpened(span);
    return span;
  }

  #chain(span: OpenSpan): void {
    span.before = this.#newest;
    if (this.#newest === undefined) this.#oldest = span;
    else this.#newest.after = span;
    this.#newest = span;
  }

  #unchain(span: OpenSpan): void {
    const { before, after } = span;
    if (before === undefined) this.#oldest = after;
    else before.after = after;
    if (after === undefined) this.#newest = before;
    else after.before = before;
    span.before = undefined;
    span.after = undefined;
  }

  /** The first sink that mints ids decides them, and whether the trace is sampled. */
  #openLive(span: OpenSpan, byHand: boolean): readonly LiveSpan[] {
    let start: SpanStart | undefined;
    let decided = false;
    const spans = this.#live.map((delivery) => {
      start ??= span.toStart();
      const live = delivery.open(start, byHand);
      if (!decided && live.ids !== undefined && delivery.mintsIds) {
        decided = true;
        span.adopt(live.ids);
        start = undefined;
      }
      return live;
    });
    const unsampled = spans.every((live) => live.ids?.sampled === false);
    if (!decided && unsampled && this.#plain.length === 0) span.sampled = false;
    return spans;
  }
}

/** Inside of the first one, of the second one inside of that, and so on. */
function runInLive<T>(spans: readonly LiveSpan[], index: number, work: () => T): T {
  const live = spans[index];
  if (live === undefined) return work();
  return live.run(index + 1 < spans.length ? () => runInLive(spans, index + 1, work) : work);
}
