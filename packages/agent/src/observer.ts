/** The seam between the agent and its telemetry: decided once, so that an agent without telemetry pays nothing. */
import { type Attributes, recordsNothing, type Telemetry, withAttributes } from "@heddle/core";

/** What the agent tells of its work. */
export interface Observer {
  /** Runs `work` so that every span and metric inside knows the run's attributes. */
  inRun<T>(attributes: Attributes, work: () => T): T;
  span<T>(name: string, attributes: Attributes, work: (span: ObservedSpan) => T): T;
  metric(name: string, value: number, attributes: Attributes): void;
}

/** The part of a span that the agent uses. */
export interface ObservedSpan {
  set(attributes: Attributes): void;
  fail(error: unknown): void;
}

/** Calls `telemetry` for everything, or for nothing at all. */
export function observerOf(telemetry: Telemetry): Observer {
  if (recordsNothing(telemetry)) return nobody;
  return {
    inRun: withAttributes,
    span: (name, attributes, work) => telemetry.trace(name, attributes, work),
    metric: (name, value, attributes) => telemetry.emitMetric(name, value, attributes),
  };
}

const unobserved: ObservedSpan = { set() {}, fail() {} };

const nobody: Observer = {
  inRun: (_attributes, work) => work(),
  span: (_name, _attributes, work) => work(unobserved),
  metric() {},
};
