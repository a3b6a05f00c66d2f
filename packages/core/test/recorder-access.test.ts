import { InMemoryTelemetry, sequentialIds } from "@heddle/core";
import { optionsOf } from "@heddle/core/bridge";
import { expect, test } from "vitest";

test("what takes the place of a telemetry knows what that was made with; of a foreign one, nothing", () => {
  const ids = sequentialIds();

  expect(optionsOf(new InMemoryTelemetry({ ids })).ids).toBe(ids);
  expect(optionsOf({ trace: (_name, _attributes, work) => work({} as never), emitMetric() {} })).toEqual({});
});
