/** An agent behind a web server that OpenTelemetry watches: one trace, with the same ids in every member of the fan-out. */
import { InMemoryTelemetry, MultiTelemetry } from "@heddle/core";
import { OTelTelemetry } from "@heddle/otel";
import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

// What a program has that is set up for OpenTelemetry; with an exporter of its vendor's.
const exporter = new InMemorySpanExporter();
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));

const memory = new InMemoryTelemetry();
const telemetry = new MultiTelemetry([memory, new OTelTelemetry()]);

/** What an instrumented server does with each request. */
async function serve(path: string, handle: () => Promise<void>): Promise<void> {
  await trace.getTracer("http").startActiveSpan(`GET ${path}`, async (span) => {
    await handle();
    span.end();
  });
}

await serve("/weather", () =>
  telemetry.trace("loom.run", {}, async () => {
    await telemetry.trace("loom.tool", { tool: "weather" }, async () => {
      // Whatever is instrumented stands below the span that is active: a database, a request by fetch.
      trace.getTracer("cache").startSpan("lookup").end();
    });
  }),
);

const spans = exporter.getFinishedSpans();
const nameOf = (spanId: string | undefined) => spans.find((span) => span.spanContext().spanId === spanId)?.name;
const isInMemory = (span: ReadableSpan) => memory.spans().some(({ spanId }) => spanId === span.spanContext().spanId);
for (const span of spans) console.log(span.name, "below", nameOf(span.parentSpanContext?.spanId), isInMemory(span));

// Output:
// lookup below loom.tool false
// loom.tool below loom.run true
// loom.run below GET /weather true
// GET /weather below undefined false
