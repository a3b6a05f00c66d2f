/** A clock that stands still until a test moves it, for the telemetry, the agent and its model alike. */

import { type Model, ScriptedModel, type ScriptedTurn } from "@heddle/agent";
import { type Clock, InMemoryTelemetry, sequentialIds } from "@heddle/core";

export interface Timed {
  readonly memory: InMemoryTelemetry;
  readonly now: () => number;
  pass(ms: number): void;
  /** A scripted model that takes 10 ms for each answer. */
  model(turns: readonly ScriptedTurn[], name?: string): Model;
}

export function timed(): Timed {
  let ms = 0;
  const clock: Clock = { monotonicMs: () => ms, wallMs: (monotonicMs) => 1_000_000 + monotonicMs };
  const pass = (passed: number) => {
    ms += passed;
  };
  return {
    memory: new InMemoryTelemetry({ clock, ids: sequentialIds() }),
    now: () => ms,
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
