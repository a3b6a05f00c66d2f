/** Everything that can be wrong with a sink that takes records. */
import type { MetricRecord, Sink, SpanRecord } from "@heddle/core";
import { defineMisbehaviour, type Fault, faultsOfTaking } from "./fault.ts";

export const sinkFaults: readonly Fault[] = [
  ...faultsOfTaking("starts", "start", "a sink whose spanStarted()", (misbehave) =>
    sinkWith({ spanStarted: misbehave }),
  ),
  ...faultsOfTaking("spans", "write", "a sink whose write() of a span", (misbehave) =>
    sinkWith({ write: ({ kind }) => (kind === "span" ? misbehave() : undefined) }),
  ),
  ...faultsOfTaking("metrics", "write", "a sink whose write() of a metric", (misbehave) =>
    sinkWith({ write: ({ kind }) => (kind === "metric" ? misbehave() : undefined) }),
  ),
  ...faultsOfEnding("a sink", sinkWith),
];

/** The methods of a sink, as a program without types may have them. */
export interface LooseSink {
  readonly spanStarted?: () => unknown;
  readonly write?: (record: SpanRecord | MetricRecord) => unknown;
  readonly flush?: () => unknown;
  readonly [Symbol.asyncDispose]?: () => unknown;
}

/** Without a flush that resolves, nobody knows what has arrived. */
export function faultsOfEnding(subject: string, memberWith: (methods: LooseSink) => Sink): readonly Fault[] {
  const unconfirmed = { told: ["flush"], spans: "pending", metrics: "pending" } as const;
  const flush = (misbehave: () => unknown) => memberWith({ flush: misbehave });
  const dispose = (misbehave: () => unknown) => memberWith({ [Symbol.asyncDispose]: misbehave });
  return [
    defineMisbehaviour(`${subject} whose flush()`, "throws", unconfirmed, flush),
    defineMisbehaviour(`${subject} whose flush()`, "rejects", unconfirmed, flush),
    defineMisbehaviour(`${subject} whose flush()`, "hangs", unconfirmed, flush),
    defineMisbehaviour(`${subject} whose flush()`, "does nothing", {}, flush),
    defineMisbehaviour(`${subject} whose dispose`, "throws", { told: ["dispose"] }, dispose),
    defineMisbehaviour(`${subject} whose dispose`, "rejects", { told: ["dispose"] }, dispose),
    defineMisbehaviour(`${subject} whose dispose`, "hangs", {}, dispose),
    defineMisbehaviour(`${subject} whose dispose`, "does nothing", {}, dispose),
  ];
}

function sinkWith(methods: LooseSink): Sink {
  return { name: "Faulty", write() {}, ...methods } as Sink;
}
