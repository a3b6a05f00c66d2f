/** The seam between the agent and its telemetry: decided once, so that an agent without telemetry pays nothing. */
import { type Attributes, recordsNothing, type Span, type Telemetry, withAttributes } from "@heddle/core";
import type { Owner } from "./run-options.ts";

/** What the agent tells of its work. */
export interface Observer {
  /** Runs `work` so that every span and metric inside knows whose run it is. */
  inRun<T>(owner: Owner, work: () => T): T;
  span<T>(name: string, attributes: Attributes, work: (span: ObservedSpan) => T): T;
  metric(name: string, value: number, attributes: Attributes): void;
}

/** The part of a span that the agent uses. */
type ObservedSpan = Pick<Span, "set" | "fail">;

/** Calls `telemetry` for everything, or for nothing at all. */
export function observerOf(telemetry: Telemetry): Observer {
  if (recordsNothing(telemetry)) return nobody;
  return {
    inRun: ({ sessionId, userId }, work) => withAttributes({ session_id: sessionId, user_id: userId }, work),
    span: (name, attributes, work) => telemetry.trace(name, attributes, work),
    metric: (name, value, attributes) => telemetry.emitMetric(name, value, attributes),
  };
}

const unobserved: ObservedSpan = { set() {}, fail() {} };

const nobody: Observer = {
  inRun: (_owner, work) => work(),
  span: (_name, _attributes, work) => work(unobserved),
  metric() {},
};
