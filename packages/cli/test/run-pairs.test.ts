import { expect, test } from "vitest";
import { runPairs } from "../src/run-pairs.ts";
import { RunReader } from "../src/run-reader.ts";
import { testIo } from "./test-io.ts";
import { recording, traceIdOf, weatherRun } from "./weather-runs.ts";

test("recordings that are too large for memory are refused, and one run of them is not", async () => {
  const path = recording([...weatherRun(), ...weatherRun({ trace: 2 }), ...weatherRun({ trace: 3 })]);
  const reader = new RunReader(testIo());

  const whole = runPairs({ files: [path, path] }, reader, 1500);
  await expect(whole).rejects.toThrow(
    `${JSON.stringify(path)} is too large to compare all of it; choose runs with --before ID and --after ID`,
  );
  const [pair] = await runPairs({ files: [path, path], before: "00000001", after: "00000003" }, reader, 2500);
  expect(pair?.map((run) => run?.traceId)).toEqual([traceIdOf(1), traceIdOf(3)]);
});
