import { isSpanId, isTraceId } from "@heddle/core";
import { randomIds } from "@heddle/core/bridge";
import fc from "fast-check";
import { expect, test, vi } from "vitest";

/** So many words that the system draws at once begin with are 0. */
const chance = vi.hoisted(() => ({ zeros: 0 }));
vi.mock("node:crypto", async (original) => {
  const crypto = await original<typeof import("node:crypto")>();
  return { ...crypto, randomFillSync: (words: Int32Array) => crypto.randomFillSync(words).fill(0, 0, chance.zeros) };
});

test("a random id is never all zero, whatever chance says", () => {
  const ids = randomIds();

  chance.zeros = 9;
  const spanIds = Array.from({ length: 1000 }, () => ids.spanId());
  const traceIds = Array.from({ length: 1000 }, () => ids.traceId());
  chance.zeros = 0;

  expect([spanIds.every(isSpanId), traceIds.every(isTraceId)]).toEqual([true, true]);
});

test("random ids are W3C ids, each of its own", () => {
  const ids = randomIds();

  const traceIds = Array.from({ length: 1000 }, () => ids.traceId());
  const spanIds = Array.from({ length: 1000 }, () => ids.spanId());

  expect([traceIds.every(isTraceId), new Set(traceIds).size]).toEqual([true, 1000]);
  expect([spanIds.every(isSpanId), new Set(spanIds).size]).toEqual([true, 1000]);
});

test("an id is lower-case hex digits of its length, not all zero, and nothing else is", () => {
  const almost = fc.stringMatching(/^[0-9a-f]{14,34}$/);
  const text = fc.oneof(
    almost,
    fc.string({ unit: "binary", maxLength: 34 }),
    fc.constantFrom("0".repeat(16), "0".repeat(32)),
  );
  const changed = fc.tuple(almost, fc.nat(33), fc.constantFrom("/", ":", "`", "g", "A", "F", "é"));
  fc.assert(
    fc.property(
      fc.oneof(
        text,
        changed.map(([hex, at, other]) => hex.slice(0, at) + other + hex.slice(at + 1)),
      ),
      (value) => {
        expect(isSpanId(value)).toBe(/^(?!0{16})[0-9a-f]{16}$/.test(value));
        expect(isTraceId(value)).toBe(/^(?!0{32})[0-9a-f]{32}$/.test(value));
      },
    ),
    { numRuns: 2000 },
  );
  expect([undefined, null, 1, {}].some((value) => isSpanId(value) || isTraceId(value))).toBe(false);
});
