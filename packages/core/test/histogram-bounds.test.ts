import { histogramBounds } from "@heddle/core/bridge";
import { expect, test } from "vitest";

test("durations, sizes and tokens have buckets that suit them", () => {
  const ends = (name: string, unit: string) => {
    const bounds = histogramBounds({ name, unit });
    return [bounds?.at(0), bounds?.at(-1), bounds?.length];
  };

  expect(ends("wait_seconds", "s")).toEqual([0.01, 81.92, 14]);
  expect(ends("wait_ms", "ms")).toEqual([10, 81_920, 14]);
  expect(ends("size_bytes", "By")).toEqual([64, 4_294_967_296, 14]);
  expect(ends("gen_ai.client.token.usage", "")).toEqual([1, 67_108_864, 14]);
  expect(ends("used", "{token}")).toEqual([1, 67_108_864, 14]);
  expect(ends("depth", "")).toEqual([undefined, undefined, undefined]);
});
