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
