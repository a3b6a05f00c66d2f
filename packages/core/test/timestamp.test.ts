import { decodeLine, encodeLine, type MetricRecord } from "@heddle/core";
import fc from "fast-check";
import { expect, test } from "vitest";

const metric = { kind: "metric", name: "m", value: 1, unit: "", instrumentKind: "counter", attributes: {} } as const;

/** As it is in a line. */
function formatTimestamp(emittedAt: number): string {
  return JSON.parse(encodeLine({ ...metric, emittedAt }, "r")).emitted_at;
}

/** Read from a line; `undefined` for a problem. */
function parseTimestamp(text: string): number | undefined {
  const { record } = decodeLine(JSON.stringify({ ...metric, emitted_at: text }));
  return (record as MetricRecord | undefined)?.emittedAt;
}

test("a timestamp is UTC, with six digits after the second", () => {
  expect(formatTimestamp(1763689348743.622)).toBe("2025-11-21T01:42:28.743622Z");
  expect(formatTimestamp(1763689348000)).toBe("2025-11-21T01:42:28.000000Z");
  expect(formatTimestamp(0)).toBe("1970-01-01T00:00:00.000000Z");
  expect(formatTimestamp(-0.001)).toBe("1969-12-31T23:59:59.999999Z");
});

test("a fraction that rounds up to a whole second carries over", () => {
  expect(formatTimestamp(999.9999)).toBe("1970-01-01T00:00:01.000000Z");
});

test("every whole microsecond comes back as the same number", () => {
  const lastUs = Date.UTC(2255, 0) * 1000;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: lastUs }), (us) => parseTimestamp(formatTimestamp(us / 1000)) === us / 1000),
  );
});

test("every millisecond up to the year 9999 comes back as the same number", () => {
  const lastMs = Date.UTC(9999, 11, 31, 23, 59, 59, 999);
  fc.assert(fc.property(fc.integer({ min: 0, max: lastMs }), (ms) => parseTimestamp(formatTimestamp(ms)) === ms));
});

test("timestamps sort as text as they do as times", () => {
  const time = fc.integer({ min: 0, max: Date.UTC(2100, 0) });
  fc.assert(fc.property(time, time, (a, b) => formatTimestamp(a) < formatTimestamp(b) === a < b));
});

test("what is no time of the years 0 to 9999 throws", () => {
  for (const time of [Number.NaN, Number.POSITIVE_INFINITY, -1e15, 1e15]) {
    expect(() => formatTimestamp(time)).toThrow(
      new RangeError(`${time} is not a time; give milliseconds since the epoch`),
    );
  }
});

test("other ISO 8601 times with a zone are read", () => {
  expect(parseTimestamp("2026-11-21T01:42:28.743622+00:00")).toBe(parseTimestamp("2026-11-21T01:42:28.743622Z"));
  expect(parseTimestamp("2026-11-21T03:42:28+02:00")).toBe(Date.UTC(2026, 10, 21, 1, 42, 28));
  expect(parseTimestamp("2026-11-21T01:42:28.7Z")).toBe(Date.UTC(2026, 10, 21, 1, 42, 28, 700));
  expect(parseTimestamp("2026-11-21T01:42:28.743622999Z")).toBe(parseTimestamp("2026-11-21T01:42:28.743622Z"));
});

test("anything else is no timestamp", () => {
  expect(parseTimestamp("2026-11-21T01:42:28.743622Z")).toBeDefined();
  for (const text of ["2026-11-21T01:42:28.74362xZ", "2026-11-21T01:42:28.743622+"]) {
    expect(parseTimestamp(text)).toBeUndefined();
  }
  for (const text of ["", "yesterday", "2026-11-21", "2026-11-21T01:42:28", "2026-13-21T01:42:28Z", "1763689348743"]) {
    expect(parseTimestamp(text)).toBeUndefined();
  }
});
