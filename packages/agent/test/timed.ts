/** A clock that stands still until a test moves it, for the telemetry, the agent and its model alike. */

import { type Model, ScriptedModel, type ScriptedTurn } from "@heddle/agent";
import type { InMemoryTelemetry } from "@heddle/core";
import { capture } from "@heddle/testing";

export interface Timed {
  readonly memory: InMemoryTelemetry;
  readonly now: () => number;
  pass(ms: number): void;
  /** A scripted model that takes 10 ms for each answer. */
  model(turns: readonly ScriptedTurn[], name?: string): Model;
}

export function timed(): Timed {
  const { telemetry, clock, pass } = capture();
  return {
    memory: telemetry,
    now: () => clock.monotonicMs(),
    pass,
    model(turns, name = "scripted-1") {
      const script = new ScriptedModel(turns, { name });
      return {
        name,
        async *stream(request) {
          pass(10);
          yield* script.stream(request);
        },
      };
    },
  };
}
