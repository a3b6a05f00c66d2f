/** Tests of what the page admits. */
import { expect, test } from "vitest";
import type { Measured, Section } from "./measured.ts";
import { shortcomingsIn } from "./shortcomings.ts";
import { pageOf } from "./write-page.ts";

test("what others do better is named, and what they do worse is not", () => {
  const found = shortcomingsIn({
    costs: section([
      cost("no telemetry", 100),
      cost("Heddle, File", 2100),
      cost("pino", 1100),
      cost("LangSmith", 9100),
    ]),
    footprint: section([
      { name: "Heddle, File", packages: 1, megabytes: 1, importMs: 50, gzipKb: 16 },
      { name: "evlog", packages: 1, megabytes: 2, importMs: 15, gzipKb: 20 },
    ]),
  });

  expect(found).toEqual([
    "**Cost of a span**: Heddle, File adds 2.00 µs, more than pino (1.00). Each line is on disk, so to say, when the call returns: a system call a line, for the start and for the end of a span.",
    "**Footprint, import time**: Heddle, File (50 ms) has more than evlog (15 ms). Heddle is published as many small modules, which Node reads one by one.",
  ]);
});

test("a floor that is missed and a peer that is faster are named with the reason", () => {
  const found = shortcomingsIn({
    floors: section([
      { measured: "core, bundled, minified, gzip", number: "28 kB", spread: "", bound: "≤ 12 kB", verdict: "BROKEN" },
      { measured: "a span", number: "2 ×", spread: "", bound: "≥ 1 ×", verdict: "holds" },
      { measured: "… times faster than Langfuse's observations", number: "0.5 ×", spread: "", bound: "", verdict: "" },
      { measured: "… times faster than another's", number: "1.5 ×", spread: "", bound: "", verdict: "" },
    ]),
  });

  expect(found).toEqual([
    expect.stringMatching(
      /^\*\*A floor is missed\*\*: core, bundled, minified, gzip: 28 kB, which must be ≤ 12 kB\. It is/,
    ),
    expect.stringMatching(
      /^\*\*A peer is faster\*\*: Langfuse's observations take 0\.5 of the time\. A typed span reads/,
    ),
  ]);
});

test("a span that is lost at an ending is named with the ending", () => {
  const lost = { kept: "lost" } as const;
  const sent = { kept: "sent" } as const;
  const ended = [sent, sent, sent, sent, sent, sent, lost];
  const open = Array(7).fill(sent);

  const found = shortcomingsIn({ exits: section([{ name: "Heddle, other", ended, open }]) });

  expect(found).toEqual(["**Exit**: Heddle, other loses an ended span at SIGKILL."]);
});

test("a chapter says when the machine was not quiet", () => {
  const rows = [{ name: "LangWatch" }];
  const busy = pageOf({ streams: { ...section(rows), othersBusy: 0.94 } }).text;
  const quiet = pageOf({ streams: section(rows) }).text;

  expect(busy).toContain("others kept 0.9 of its cores busy meanwhile. These numbers are provisional.");
  expect(quiet).not.toContain("provisional");
});

function section<T>(data: T): Section<T> {
  return { data, at: "2026-11-21T10:00:00.000Z", seconds: 60, machine: "2 cores", node: "24.21.0", othersBusy: 0.01 };
}

function cost(name: string, ns: number): NonNullable<Measured["costs"]>["data"][number] {
  return { name, rounds: [{ ns, cpuNs: ns }] };
}
