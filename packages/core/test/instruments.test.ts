import { instrumentKind, instrumentUnit } from "@heddle/core";
import { expect, test } from "vitest";

test("the suffix decides the instrument and its unit, to the letter", () => {
  const histograms = { a_ms: "ms", _ms: "ms", a_seconds: "s", a_bytes: "By", "loom.tool.duration_ms": "ms" };
  const counters = [
    "a.ms",
    "bytes",
    "a_MS",
    "a_s",
    "a_us",
    "x.duration",
    "tokens_bytes.total",
    "queue_depth",
    "loom.cost.usd",
    "",
  ];

  for (const [name, unit] of Object.entries(histograms)) {
    expect([name, instrumentKind(name), instrumentUnit(name)]).toEqual([name, "histogram", unit]);
  }
  for (const name of counters)
    expect([name, instrumentKind(name), instrumentUnit(name)]).toEqual([name, "counter", ""]);
});
