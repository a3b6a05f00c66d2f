/** Production: the OpenTelemetry SDK is wired as ever, and handed to OTelTelemetry; the agent is the same. */
import { Agent, ScriptedModel } from "@heddle/agent";
import { OTelTelemetry } from "@heddle/otel";
import { context } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import { BatchSpanProcessor, InMemorySpanExporter, TracerProvider } from "@opentelemetry/sdk-trace";

// In production these are the OTLP exporters of your vendor's choice.
const spanExporter = new InMemorySpanExporter();
const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const tracerProvider = new TracerProvider({ spanProcessors: [new BatchSpanProcessor({ exporter: spanExporter })] });
const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter: metricExporter })] });

const telemetry = new OTelTelemetry({ tracerProvider, meterProvider });
const model = new ScriptedModel([{ text: "Hello.", usage: { inputTokens: 3, outputTokens: 1 } }]);
await new Agent("You greet.", { model, telemetry }).run("Hi.", { userId: "alice", sessionId: "s-1" });
await telemetry.flush();

for (const span of spanExporter.getFinishedSpans()) console.log(span.name, JSON.stringify(span.attributes));
for (const { scopeMetrics } of metricExporter.getMetrics()) {
  for (const { descriptor, dataPoints } of scopeMetrics.flatMap(({ metrics }) => metrics)) {
    console.log(descriptor.name, descriptor.unit, JSON.stringify(dataPoints[0]?.attributes));
  }
}
await Promise.all([tracerProvider.shutdown(), meterProvider.shutdown()]);

// Output:
// loom.model.stream {"model":"ScriptedModel","session_id":"s-1","user_id":"alice","retries":0,"tokens_in":3,"tokens_out":1}
// loom.turn {"turn":0,"session_id":"s-1","user_id":"alice"}
// loom.run {"architecture":"react","session_id":"s-1","user_id":"alice","turns":1,"stop_reason":"done"}
// loom.tokens.input  {"model":"ScriptedModel","user_id":"alice"}
// loom.tokens.output  {"model":"ScriptedModel","user_id":"alice"}
// loom.session.duration_ms ms {"architecture":"react","user_id":"alice"}
