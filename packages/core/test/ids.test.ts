import { isSpanId, isTraceId } from "@heddle/core";
import { randomIds } from "@heddle/core/bridge";
import { expect, test } from "vitest";

test("random ids are W3C ids, each of its own", () => {
  const ids = randomIds();

  const traceIds = Array.from({ length: 1000 }, () => ids.traceId());
  const spanIds = Array.from({ length: 1000 }, () => ids.spanId());

  expect([traceIds.every(isTraceId), new Set(traceIds).size]).toEqual([true, 1000]);
  expect([spanIds.every(isSpanId), new Set(spanIds).size]).toEqual([true, 1000]);
});
