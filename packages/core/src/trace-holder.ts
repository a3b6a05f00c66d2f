/** The traces that are held back from one sink. */
import type { DeferOptions } from "./defer-traces.ts";
import type { Delivery } from "./delivery.ts";
import { holdUntilExit, letGo, type Waiting } from "./exit-hook.ts";
import type { MetricRecord, SpanStart } from "./record.ts";
import type { LiveSpan, SinkCounts } from "./sink.ts";
import { alter, type Difference } from "./wrap.ts";

/** Traces whose fate is remembered for spans that open later. */
const MAX_DECISIONS = 10_000;

type Decision = "send" | "discard";

interface HeldTrace {
  readonly traceId: string;
  decision: Decision | undefined;
  /** What there is to do when it is sent, in order. */
  readonly steps: (() => void)[];
  /** How many of the steps hand on a record. */
  records: number;
}

export class TraceHolder implements Difference, Waiting {
  readonly #inner: Delivery;
  readonly #options: Required<DeferOptions>;
  /** Those without a decision. */
  readonly #held = new Map<string, HeldTrace>();
  /** Those of them that have records, the oldest record first. */
  readonly #full = new Set<HeldTrace>();
  readonly #decided = new Map<string, HeldTrace>();
  /** What becomes of traces that nobody has decided about, once nobody will. */
  #lastWord: Decision | undefined;
  #records = 0;
  #dropped = 0;
  #hasTold = false;

  constructor(inner: Delivery, options: Required<DeferOptions>) {
    this.#inner = inner;
    this.#options = options;
  }

  readonly open = (start: SpanStart, byHand: boolean): LiveSpan => {
    const inner = this.#inner;
    if (inner.mintsIds) {
      const span = inner.open(start, byHand);
      const trace = this.#traceOf((span.ids ?? start).traceId);
      return alter(span, { end: (record) => this.#take(trace, () => span.end(record), true) });
    }
    const trace = this.#traceOf(start.traceId);
    if (trace.decision === "send") return inner.open(start, byHand);
    return this.#openLater(trace, start);
  };

  readonly write = (metric: MetricRecord): void => {
    if (metric.traceId === undefined) this.#inner.write(metric);
    else this.#take(this.#traceOf(metric.traceId), () => this.#inner.write(metric), true);
  };

  readonly health = (): SinkCounts => ({ dropped: this.#dropped, pending: this.#records });

  readonly release = (): void => {
    this.#lastWord = this.#options.onExit;
    this.decide(this.#lastWord);
  };

  /** Only who sends at the exit is held until then. */
  drainNow(): void {
    this.decide("send");
  }

  /** About one trace, or about all that are held. */
  decide(decision: Decision, traceId?: string): void {
    const all = traceId === undefined ? [...this.#held.keys()] : [traceId];
    for (const id of all) this.#decide(this.#traceOf(id), decision);
  }

  /** Its span is opened by the step that says so; until then there is nobody to tell of a change. */
  #openLater(trace: HeldTrace, start: SpanStart): LiveSpan {
    const inner = this.#inner;
    let span: LiveSpan | undefined;
    const change = (step: (opened: LiveSpan) => void, isRecord = false) => {
      const stepNow = () => {
        span ??= inner.open(start, true);
        step(span);
      };
      this.#take(trace, stepNow, isRecord);
    };
    change(() => {});
    const end: LiveSpan["end"] = (record) => change((opened) => opened.end(record), true);
    // A sink that only takes records has all of it in the record.
    if (!inner.isLive) return { run: (work) => work(), end };
    return {
      run: (work) => work(),
      set: (attributes) => change((opened) => opened.set?.(attributes)),
      event: (name, attributes, time) => change((opened) => opened.event?.(name, attributes, time)),
      link: (target, kind, attributes) => change((opened) => opened.link?.(target, kind, attributes)),
      fail: (error) => change((opened) => opened.fail?.(error)),
      end,
    };
  }

  #take(trace: HeldTrace, step: () => void, isRecord: boolean): void {
    if (trace.decision === "send") step();
    else if (trace.decision === "discard") this.#dropped += Number(isRecord);
    else {
      trace.steps.push(step);
      if (isRecord) this.#count(trace);
    }
  }

  #count(trace: HeldTrace): void {
    trace.records++;
    this.#records++;
    this.#full.add(trace);
    if (this.#records > this.#options.maxRecords) this.#makeRoom();
  }

  #traceOf(traceId: string): HeldTrace {
    const known = this.#held.get(traceId) ?? this.#decided.get(traceId);
    if (known !== undefined) return known;
    const trace: HeldTrace = { traceId, decision: this.#lastWord, steps: [], records: 0 };
    if (trace.decision !== undefined) return trace;
    this.#held.set(traceId, trace);
    if (this.#options.onExit === "send") holdUntilExit(this);
    return trace;
  }

  #makeRoom(): void {
    const { maxRecords, whenFull } = this.#options;
    const oldest = this.#full.values().next().value as HeldTrace;
    if (whenFull === "discard" && !this.#hasTold) {
      this.#hasTold = true;
      const lost = `deferTraces: more than ${maxRecords} records are held, so the oldest trace is discarded; send() it earlier`;
      this.#inner.report("write", new Error(lost), "discard");
    }
    this.#decide(oldest, whenFull);
  }

  #decide(trace: HeldTrace, decision: Decision): void {
    const { traceId } = trace;
    trace.decision = decision;
    this.#held.delete(traceId);
    this.#full.delete(trace);
    this.#decided.delete(traceId);
    this.#decided.set(traceId, trace);
    if (this.#decided.size > MAX_DECISIONS) this.#decided.delete(this.#decided.keys().next().value as string);
    if (this.#held.size === 0) letGo(this);
    this.#records -= trace.records;
    if (decision === "discard") this.#dropped += trace.records;
    trace.records = 0;
    const steps = trace.steps.splice(0);
    if (decision === "send") for (const step of steps) step();
  }
}
