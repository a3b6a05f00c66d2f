/** Everything that can be wrong with a telemetry that is not Heddle's own. */
import type { Span, Telemetry } from "@heddle/core";
import {
  type Consequences,
  defineFault,
  defineMisbehaviour,
  type Fault,
  faultsOfTaking,
  InjectedFault,
  type Misbehaviour,
} from "./fault.ts";

type Work = (span: Span) => unknown;
type Trace = (work: Work, held: Promise<void>) => unknown;

/** Told when `trace` has returned, and for a span that is ended by hand when it is ended. */
const lost: Consequences = { told: ["open", "write"], spans: "failed" };
const misbehaviours: readonly Misbehaviour[] = ["throws", "rejects", "hangs", "does nothing"];

export const telemetryFaults: readonly Fault[] = [
  traceFault("throws before the work", { told: ["open"], spans: "failed" }, () => {
    throw new InjectedFault("before");
  }),
  traceFault("throws after the work", { told: ["open"], spans: "failed" }, (work) => {
    void swallow(work);
    throw new InjectedFault("after");
  }),
  traceFault("rejects before the work", lost, async () => {
    throw new InjectedFault("before");
  }),
  traceFault("rejects after the work", { told: ["write"], spans: "failed" }, async (work) => {
    await swallow(work);
    throw new InjectedFault("after");
  }),
  traceFault("hangs before the work", lost, (_, held) => held),
  traceFault("hangs after the work", { told: ["flush"], spans: "pending" }, (work, held) =>
    swallow(work).then(() => held),
  ),
  traceFault("calls the work late", lost, (work) => void setImmediate(work, span)),
  traceFault("calls the work twice", { told: ["open"] }, (work) => [swallow(work), work(span)][1]),
  traceFault("never calls the work", lost, () => undefined),
  traceFault("swallows what the work throws", {}, swallow),
  ...misbehaviours.map((how) => {
    const told = how === "throws" || how === "rejects" ? (["update"] as const) : [];
    return defineMisbehaviour("a telemetry whose spans' methods", how, { told }, (misbehave) =>
      telemetryWith((work) => work(spanWith(misbehave))),
    );
  }),
  ...faultsOfTaking("metrics", "write", "a telemetry whose emitMetric()", (misbehave) =>
    telemetryWith((work) => work(span), misbehave),
  ),
];

function traceFault(what: string, consequences: Consequences, trace: Trace): Fault {
  const member = (held: Promise<void>) => telemetryWith((work) => trace(work, held));
  return defineFault(`a telemetry whose trace() ${what}`, consequences, member);
}

/** `health()` calls a telemetry by its class. */
class Faulty {
  readonly #trace: (work: Work) => unknown;
  readonly emitMetric: () => unknown;

  constructor(trace: (work: Work) => unknown, emitMetric: () => unknown) {
    this.#trace = trace;
    this.emitMetric = emitMetric;
  }

  trace(_name: string, _attributes: object, work: Work): unknown {
    return this.#trace(work);
  }
}

function telemetryWith(trace: (work: Work) => unknown, emitMetric: () => unknown = () => undefined): Telemetry {
  return new Faulty(trace, emitMetric) as Telemetry;
}

const span = spanWith(() => undefined);

function spanWith(method: () => unknown): Span {
  return { set: method, event: method, link: method, fail: method } as unknown as Span;
}

async function swallow(work: Work): Promise<unknown> {
  try {
    return await work(span);
  } catch {
    return undefined;
  }
}
