/** A spool that is shipped without a thread of its own. */
import type { MetricRecord, SpanRecord } from "@heddle/core";
import type { OtlpOptions } from "@heddle/otlp";
import { onTestFinished } from "vitest";
import { otlpSettings } from "../src/otlp-settings.ts";
import { SpoolCounters } from "../src/spool-counters.ts";
import { SpoolFolder } from "../src/spool-folder.ts";
import { SpoolFollower } from "../src/spool-follower.ts";
import type { FollowerSettings, FromFollower } from "../src/spool-messages.ts";
import { newOwner } from "../src/spool-owner.ts";
import { SpoolWriter } from "../src/spool-writer.ts";

export const RUN = "0000000000-00000001";

/** Both sides of a spool in `folder`. */
export function spoolingIn(folder: string, url: string, options: OtlpOptions = {}) {
  const { resource, ...shipping } = otlpSettings({ url, retry: { firstMs: 5, maxMs: 20 }, ...options });
  const counters = new SpoolCounters();
  const spool = new SpoolFolder(folder, newOwner());
  const path = spool.pathOf(RUN);
  const limits = { maxBytes: 1_000_000, segmentBytes: 1000 };
  const writer = new SpoolWriter({ folder: path, ...limits, resource, counters, report: () => {} });
  const settings: FollowerSettings = {
    folder,
    owner: spool.owner,
    run: RUN,
    resource,
    counters: counters.memory,
    shipping,
  };
  return { counters, spool, path, writer, settings };
}

/** Ships until the test is over, or `stop` is called. `writer`: who records the run. */
export function following(settings: FollowerSettings, writer?: SpoolWriter) {
  const problems: string[] = [];
  const watchers = new Set<(message: FromFollower) => void>();
  const follower = new SpoolFollower(settings, (message) => {
    if (message.kind === "problem") problems.push(message.problem);
    for (const watch of watchers) watch(message);
  });
  const ended = follower.follow();
  let calls = 0;
  const stop = async () => {
    follower.take({ kind: "stop" });
    await ended;
  };
  /** Resolves when all that is there has arrived. */
  const arrival = () => {
    const call = ++calls;
    return new Promise<void>((resolve) => {
      watchers.add((message) => {
        if (message.kind === "arrived" && Math.min(message.own, message.others) >= call) resolve();
      });
      follower.take({ kind: "hurry", call, records: writer?.written ?? 0 });
    });
  };
  onTestFinished(stop);
  return { problems, stop, arrival };
}

let spans = 0;

export function spanNamed(name: string): SpanRecord {
  spans++;
  return {
    kind: "span",
    name,
    traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
    spanId: spans.toString(16).padStart(16, "0"),
    startedAt: 1000,
    endedAt: 1001,
    durationMs: 1,
    status: "ok",
    attributes: { text: "x".repeat(100) },
  };
}

export function tokens(value: number, attributes = {}): MetricRecord {
  return {
    kind: "metric",
    name: "loom.tokens",
    value,
    unit: "",
    instrumentKind: "counter",
    attributes,
    emittedAt: Date.UTC(2026, 0, 1),
  };
}
