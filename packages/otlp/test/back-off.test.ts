import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { BackOff } from "../src/back-off.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a wait that is to be long can be ended early, and those after it are short again", () => {
  const resume = vi.fn();
  const backOff = new BackOff({ firstMs: 10, maxMs: 30 }, () => 1, resume);

  backOff.failed(undefined, 60_000);
  vi.advanceTimersByTime(59_999);
  const before = resume.mock.calls.length;
  backOff.hurry();
  backOff.failed(undefined);
  vi.advanceTimersByTime(30);

  expect([before, resume.mock.calls.length]).toEqual([0, 2]);
});

test("a server that asks for days is asked again after an hour", () => {
  const resume = vi.fn();
  const backOff = new BackOff({ firstMs: 1000, maxMs: 30_000 }, () => 0.5, resume);

  backOff.failed(86_400_000);
  backOff.hurry();
  vi.advanceTimersByTime(3_599_999);
  const before = resume.mock.calls.length;
  vi.advanceTimersByTime(1);

  expect([before, resume.mock.calls.length, backOff.isWaiting]).toEqual([0, 1, false]);
});
