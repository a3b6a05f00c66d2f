/** Tests of the page as a whole. */
import { expect, test } from "vitest";
import type { Section } from "./measured.ts";
import { pageOf } from "./write-page.ts";

const costs = [
  { name: "no telemetry", rounds: [{ ns: 200, cpuNs: 300 }] },
  { name: "Heddle, File", rounds: [{ ns: 2200, cpuNs: 2500, arrived: 1 }] },
  { name: "LangWatch", rounds: [], failure: "ended with SIGABRT" },
];
const burst = { spans: 21_000, isYielding: false, printed: "" };

test("a page shows what was measured, what failed, and a plot for each file it names", () => {
  const { text, plots } = pageOf({
    costs: section(costs),
    growth: section({
      growths: [{ what: "attributes of a span", points: [{ at: 5, rows: costs }] }],
      retained: [{ name: "Heddle, InMemory", bytesPerSpan: 164.6, bytesWhenRead: 700, readNs: 2000 }],
    }),
    bursts: section([
      { ...burst, name: "Heddle, File", arrived: 1, ns: 3000, peakMb: 100 },
      { ...burst, name: "LangSmith", arrived: 0, failure: "ended with SIGABRT", printed: "out\nof `memory`" },
    ]),
    footprint: section([{ name: "evlog", packages: 1, megabytes: 1.9, failure: "bundle: no" }]),
  });

  expect(text).toContain("| Heddle, File | 2.00 | 2.00–2.00 | 2.50 | 100 % |");
  expect(text).toContain("| LangWatch | failed: ended with SIGABRT |");
  expect(text).toContain("LangWatch was not measured at 5 attributes of a span: ended with SIGABRT.");
  expect(text).toContain("| Heddle, InMemory | 165 | 700 | 2.00 |");
  expect(text).toContain("### 21,000 spans in a loop that never yields");
  expect(text).toContain("| LangSmith | 0.00 %, then ended with SIGABRT | – | – | `out of 'memory'` |");
  expect(text).toContain("| evlog | 1 | 1.9 | fails | fails |");
  const named = [...text.matchAll(/plots\/([\w-]+\.svg)/g)].map(([, name]) => name);
  expect(named.toSorted()).toEqual(Object.keys(plots).toSorted());
  for (const svg of Object.values(plots)) expect(svg).toMatch(/^<svg .*<\/svg>\n$/s);
});

test("a page of nothing has no chapters but its opening", () => {
  expect(pageOf({}).text.match(/^## .*/gm)).toEqual(["## Where Heddle is not the best", "## Versions"]);
});

function section<T>(data: T): Section<T> {
  return { data, at: "2026-11-21T10:00:00.000Z", seconds: 60, machine: "2 cores", node: "24.21.0" };
}
