/** Everything that can be wrong with a sink that opens spans of its own. */
import type { LiveSink } from "@heddle/core";
import {
  type Consequences,
  defineFault,
  defineMisbehaviour,
  type Fault,
  faultsOfTaking,
  InjectedFault,
  type Misbehaviour,
} from "./fault.ts";
import { faultsOfEnding, type LooseSink } from "./sink-faults.ts";

type Work = () => unknown;

const misbehaviours: readonly Misbehaviour[] = ["throws", "rejects", "hangs", "does nothing"];

export const liveSinkFaults: readonly Fault[] = [
  ...misbehaviours.map((how) =>
    defineMisbehaviour("a live sink whose open()", how, { told: ["open"], spans: "failed" }, (misbehave) =>
      liveSinkWith({ open: misbehave }),
    ),
  ),
  runFault("throws before the work", { told: ["open"] }, () => {
    throw new InjectedFault("before");
  }),
  runFault("throws after the work", { told: ["open"] }, (work) => {
    quietly(work);
    throw new InjectedFault("after");
  }),
  runFault("rejects after the work", { told: ["open"] }, async (work) => {
    quietly(work);
    throw new InjectedFault("after");
  }),
  runFault("calls the work late", { told: ["open"] }, (work) => void setImmediate(work)),
  runFault("calls the work twice", { told: ["open"] }, (work) => [quietly(work), work()][1]),
  runFault("never calls the work", { told: ["open"] }, () => undefined),
  runFault("swallows what the work throws", {}, quietly),
  runFault("hangs after the work", {}, (work, held) => [quietly(work), held][1]),
  ...misbehaviours.map((how) => {
    const told = how === "throws" || how === "rejects" ? (["update"] as const) : [];
    return defineMisbehaviour("a live sink whose set(), event(), link() and fail()", how, { told }, (misbehave) =>
      liveSinkWith({}, { set: misbehave, event: misbehave, link: misbehave, fail: misbehave }),
    );
  }),
  ...faultsOfTaking("spans", "write", "a live sink whose end()", (misbehave) => liveSinkWith({}, { end: misbehave })),
  ...faultsOfTaking("metrics", "write", "a live sink whose write()", (misbehave) => liveSinkWith({ write: misbehave })),
  ...faultsOfEnding("a live sink", liveSinkWith),
];

interface LooseLiveSink extends LooseSink {
  readonly open?: () => unknown;
}

interface LooseLiveSpan {
  readonly run?: (work: Work) => unknown;
  readonly set?: () => unknown;
  readonly event?: () => unknown;
  readonly link?: () => unknown;
  readonly fail?: () => unknown;
  readonly end?: () => unknown;
}

/** The record comes with `end`, whatever `run` did. */
function runFault(what: string, consequences: Consequences, run: (work: Work, held: Promise<void>) => unknown): Fault {
  const member = (held: Promise<void>) => liveSinkWith({}, { run: (work) => run(work, held) });
  return defineFault(`a live sink whose run() ${what}`, consequences, member);
}

function liveSinkWith(methods: LooseLiveSink, spanMethods: LooseLiveSpan = {}): LiveSink {
  const span = { run: (work: Work) => work(), end() {}, ...spanMethods };
  return { name: "Faulty", open: () => span, write() {}, ...methods } as LiveSink;
}

function quietly(work: Work): unknown {
  try {
    return work();
  } catch {
    return undefined;
  }
}
