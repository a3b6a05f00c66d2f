import { InMemoryTelemetry, type Member, Recorder, type Sink } from "@heddle/core";
import { HeddleSpanExporter, OTelTelemetry } from "@heddle/otel";
import { BatchSpanProcessor, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import { expect, test } from "vitest";
import { nextWarning } from "./next-warning.ts";

const names = (memory: InMemoryTelemetry) =>
  memory
    .spans()
    .map(({ name }) => name)
    .sort();

function providerInto(target: Member): TracerProvider {
  return new TracerProvider({
    spanProcessors: [new BatchSpanProcessor({ exporter: new HeddleSpanExporter(target) })],
  });
}

test("a batch arrives when the provider is flushed, and the rest when it is shut down", async () => {
  const memory = new InMemoryTelemetry();
  const provider = providerInto(memory);
  const tracer = provider.getTracer("t");

  tracer.startSpan("a").end();
  const before = names(memory);
  await provider.forceFlush();
  const flushed = names(memory);
  tracer.startSpan("b").end();
  await provider.shutdown();

  expect([before, flushed, names(memory)]).toEqual([[], ["a"], ["a", "b"]]);
});

test("the resource is among the attributes where it is asked for", async () => {
  const memory = new InMemoryTelemetry();
  const exporter = new HeddleSpanExporter(memory, { resource: true });
  const provider = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });

  provider.getTracer("").startSpan("x").end();
  await provider.forceFlush();

  expect(memory.spans()[0]?.attributes).toMatchObject({ "telemetry.sdk.language": "nodejs" });
});

test("a target that leads back to the same provider gets nothing from there", async () => {
  const memory = new InMemoryTelemetry();
  const otel = new OTelTelemetry({ tracerProvider: { getTracer: (name: string) => provider.getTracer(name) } });
  const provider = providerInto(new Recorder([otel, memory]));

  provider.getTracer("t").startSpan("x").end();
  await provider.forceFlush();
  await provider.forceFlush();

  expect(names(memory)).toEqual(["x"]);
  expect(otel.health().sinks[0]).toMatchObject({ taken: 0 });
});

test("a span that cannot be read fails the result, and not the other spans; it is told once", async () => {
  const memory = new InMemoryTelemetry();
  const exporter = new HeddleSpanExporter(memory);
  const good = new TracerProvider().getTracer("t").startSpan("good");
  const bad = Object.create(good, { spanContext: { value: () => ({ traceId: "1", spanId: "2", traceFlags: 1 }) } });
  const results: unknown[] = [];
  const warning = nextWarning();

  exporter.export([bad, good] as never, (result) => results.push(result));
  exporter.export([good] as never, (result) => results.push(result));

  expect(names(memory)).toEqual(["good", "good"]);
  expect(results).toEqual([
    { code: 1, error: new RangeError('span "good": ids "1" "2" are not W3C ids') },
    { code: 0 },
  ]);
  expect(await warning).toBe(
    'HeddleSpanExporter: span "good": ids "1" "2" are not W3C ids (telemetry goes on; said once)',
  );
});

test("flush waits for the target", async () => {
  let flushes = 0;
  const sink: Sink = { write() {}, flush: async () => void flushes++ };
  const exporter = new HeddleSpanExporter(sink);

  await exporter.forceFlush();
  await exporter.shutdown();

  expect(flushes).toBe(2);
});
