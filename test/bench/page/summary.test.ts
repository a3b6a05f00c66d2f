/** Tests of the table in the README. */
import { expect, test } from "vitest";
import type { ExitCell } from "./exits.ts";
import type { Section } from "./measured.ts";
import { summaryOf } from "./summary.ts";
import { withSummary } from "./write-page.ts";

const cells = (...kept: ExitCell["kept"][]) => kept.map((each) => ({ kept: each }));
const burst = { name: "Heddle, File", spans: 1_000_000, isYielding: false, printed: "" };

test("a library has a row, with what was measured of it", () => {
  const table = summaryOf({
    costs: section([
      { name: "no telemetry", rounds: [{ ns: 200, cpuNs: 300 }] },
      { name: "Heddle, File", rounds: [{ ns: 2200, cpuNs: 2500, arrived: 1 }] },
      { name: "LangSmith", rounds: [], failure: "ended with SIGABRT" },
    ]),
    bursts: section([
      { ...burst, isYielding: true, arrived: 0.5 },
      { ...burst, arrived: 1 },
      { ...burst, name: "LangSmith", arrived: 0, failure: "ended with SIGABRT" },
    ]),
    exits: section([
      { name: "Heddle, File", ended: cells("file", "sent", "lost"), open: cells("file", "lost", "lost") },
      { name: "LangSmith", failure: "nothing arrives", ended: [], open: [] },
    ]),
    streams: section([
      { name: "Heddle, File", returned: "generator" as const, durationMs: 299.6 },
      { name: "LangSmith", returned: "promise" as const, durationMs: 1 },
      { name: "pino" },
    ]),
    footprint: section([
      { name: "Heddle, File", packages: 1, megabytes: 1, gzipKb: 16.54 },
      { name: "Heddle, Otlp", packages: 2, megabytes: 2, gzipKb: 34 },
      { name: "LangSmith", packages: 5, megabytes: 3, failure: "bundle: no" },
    ]),
  });

  const rows = table.split("\n");
  expect(rows.find((row) => row.includes("| Heddle, File |"))).toBe(
    "| Heddle, File | 2.00 µs | 100 % | 2 of 7 | 1 of 7 | yes | 16.5 kB |",
  );
  expect(rows.find((row) => row.includes("Otlp, spooled"))).toBe(
    "| Heddle, Otlp, spooled | – | – | – | – | – | 34.0 kB |",
  );
  expect(rows.find((row) => row.includes("LangSmith"))).toBe(
    "| LangSmith | fails | 0.00 %, then it crashes | – | – | no | fails |",
  );
  expect(rows.find((row) => row.includes("pino"))).toBe("| pino | – | – | – | – | – | – |");
});

test("the table takes the place of the one before", () => {
  const readme = "# Heddle\n<!-- benchmarks: begin -->\nold\n<!-- benchmarks: end -->\nmore\n";

  const written = withSummary(readme, "new");

  expect(written).toBe("# Heddle\n<!-- benchmarks: begin -->\nnew\n<!-- benchmarks: end -->\nmore\n");
  expect(withSummary(written, "old")).toBe(readme);
  expect(() => withSummary("# Heddle\n", "new")).toThrow("README.md has no <!-- benchmarks: begin -->");
});

function section<T>(data: T): Section<T> {
  return { data, at: "2026-11-21T10:00:00.000Z", seconds: 60, machine: "2 cores", node: "24.21.0" };
}
