import { InMemoryTelemetry, MultiTelemetry, type Recorder } from "@heddle/core";
import { HeddleSpanExporter, OTelTelemetry } from "@heddle/otel";
import {
  isolationRules,
  liveSinkRules,
  type MakeFanOut,
  type SinkSubject,
  sinkRules,
  type TelemetrySubject,
  telemetryRules,
  type WrittenRecord,
} from "@heddle/testing";
import { SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { describe, test, vi } from "vitest";
import { Pipeline, registerContextManager, sinkOf } from "./pipeline.ts";

registerContextManager();

/** An SDK takes its time for 100,000 records, and a busy machine more. */
const PATIENCE_MS = 60_000;
vi.setConfig({ testTimeout: 3 * PATIENCE_MS });

describe("a sink", () => {
  for (const rule of [...sinkRules, ...liveSinkRules]) test(rule.name, (t) => rule.check(sink, t));
});

describe("a telemetry, as OpenTelemetry has it", () => {
  for (const rule of telemetryRules) test(rule.name, (t) => rule.check(readBack, t));
});

describe("a telemetry, as the member beside it has it", () => {
  for (const rule of telemetryRules) test(rule.name, (t) => rule.check(beside, t));
});

describe("a fan-out with it", () => {
  const make: MakeFanOut = (members, options) =>
    new MultiTelemetry([new OTelTelemetry(new Pipeline()), ...members], options);
  for (const rule of isolationRules) test(rule.name, (t) => rule.check(make, t));
});

/** An SDK adds metrics up, and the rules look for each one: this meter keeps them, under the names they were given. */
function sink(): SinkSubject {
  const pipeline = new Pipeline();
  const metrics: WrittenRecord[] = [];
  const instrument = (valid: string, { description: name = valid }: { readonly description?: string }) => {
    const take = (value: number) => void metrics.push({ kind: "metric", name, value });
    return { add: take, record: take };
  };
  const meter = { createCounter: instrument, createHistogram: instrument, createGauge: instrument };
  const telemetry = new OTelTelemetry({ ...pipeline, meterProvider: { getMeter: () => meter } });
  const spans = () => pipeline.spans.map(({ name }): WrittenRecord => ({ kind: "span", name }));
  return { sink: sinkOf(telemetry), written: () => [...spans(), ...metrics], patienceMs: PATIENCE_MS };
}

/** Attributes are another matter: at OpenTelemetry, structures are text. */
function readBack(): TelemetrySubject {
  const memory = new InMemoryTelemetry();
  const exporter = new HeddleSpanExporter(memory);
  const telemetry = new OTelTelemetry(new Pipeline({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
  return { telemetry, spans: () => memory.spans().map(({ attributes: _, ...span }) => span), patienceMs: PATIENCE_MS };
}

function beside(): TelemetrySubject {
  const memory = new InMemoryTelemetry();
  const telemetry: Recorder = new MultiTelemetry([new OTelTelemetry(new Pipeline()), memory]);
  return { telemetry, spans: () => memory.spans(), metrics: () => memory.metrics(), patienceMs: PATIENCE_MS };
}
