import { InMemoryTelemetry, isSpanId, isTraceId, MultiTelemetry, startSpan } from "@heddle/core";
import { recordWriter } from "@heddle/core/bridge";
import { OTelTelemetry, sharedIds } from "@heddle/otel";
import { type SpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { idsOf, Pipeline, registerContextManager } from "./pipeline.ts";

registerContextManager();

const remote = "00-000000000000000000000000000000ee-000000000000000e-01";

test("two providers in one Multi agree with each other and with every other member", () => {
  const [first, second] = [new Pipeline({ idGenerator: sharedIds() }), new Pipeline({ idGenerator: sharedIds() })];
  const memory = new InMemoryTelemetry();
  const telemetry = new MultiTelemetry([new OTelTelemetry(first), memory, new OTelTelemetry(second)]);

  telemetry.trace("run", {}, () => telemetry.trace("turn", {}, () => {}));
  startSpan(telemetry, "continued", {}, { parent: remote }).end();
  startSpan(telemetry, "named", {}, { parent: null, traceId: "a".repeat(32), spanId: "b".repeat(16) }).end();

  const recorded = memory.spans().map(({ traceId, spanId, parentSpanId }) => [traceId, spanId, parentSpanId]);
  expect([first, second].map(({ spans }) => spans.map(idsOf))).toEqual([recorded, recorded]);
  expect(recorded.at(-1)).toEqual(["a".repeat(32), "b".repeat(16), undefined]);
});

test("a provider takes the ids of one that mints its own", () => {
  const [minting, adopting] = [new Pipeline(), new Pipeline({ idGenerator: sharedIds() })];
  const telemetry = new MultiTelemetry([new OTelTelemetry(minting), new OTelTelemetry(adopting)]);

  telemetry.trace("run", {}, () => telemetry.trace("turn", {}, () => {}));

  expect(adopting.spans.map(idsOf)).toEqual(minting.spans.map(idsOf));
});

test("a record that was made elsewhere keeps its ids", () => {
  const pipeline = new Pipeline({ idGenerator: sharedIds() });
  const memory = new InMemoryTelemetry();
  memory.trace("run", {}, () => memory.trace("turn", {}, () => {}));
  const writer = recordWriter(new OTelTelemetry(pipeline));

  for (const span of memory.spans()) writer.write(span);

  const recorded = memory.spans().map(({ traceId, spanId, parentSpanId }) => [traceId, spanId, parentSpanId]);
  expect(pipeline.spans.map(idsOf)).toEqual(recorded);
});

test("every other span of the provider has random ids, also one that a processor starts meanwhile", () => {
  const started: string[][] = [];
  let isFirst = true;
  const processor = processorThat((span) => {
    if (!isFirst) return;
    isFirst = false;
    started.push(open(provider), open(provider), idOf(span));
  });
  const provider: TracerProvider = new TracerProvider({ idGenerator: sharedIds(), spanProcessors: [processor] });
  const telemetry = new OTelTelemetry({ tracerProvider: provider });

  const ours = telemetry.trace("run", {}, ({ traceId, spanId }) => [traceId, spanId]);

  const others = [...started.slice(0, 2), open(provider)];
  expect(started[2]).toEqual(ours);
  expect(others.every(([traceId, spanId]) => isTraceId(traceId) && isSpanId(spanId))).toBe(true);
  expect(new Set([ours, ...others].flat()).size).toBe(8);
});

type Span = Parameters<SpanProcessor["onStart"]>[0];

function processorThat(onStart: (span: Span) => unknown): SpanProcessor {
  return { onStart: (span) => void onStart(span), onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} };
}

function open(provider: TracerProvider): string[] {
  return idOf(provider.getTracer("other").startSpan("other", { root: true }));
}

function idOf(span: Pick<Span, "spanContext">): string[] {
  const { traceId, spanId } = span.spanContext();
  return [traceId, spanId];
}
