/** OpenTelemetry JS, SDK 3, with AsyncLocalStorage. Written as its documentation does: the body ends its span. */
import { context, metrics, SpanStatusCode, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import {
  BatchSpanProcessor,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  TracerProvider,
} from "@opentelemetry/sdk-trace";
import { agentAttributes, httpAttributes, llmAttributes, toolAttributes } from "../../shapes.ts";
import { startReceiver } from "../../start-receiver.ts";

const resource = resourceFromAttributes({ "service.name": "bench" });

/** @param {{ to: "memory" | "otlp" | "metrics" }} options */
export function makeSubject({ to }) {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  if (to === "metrics") return counters();
  return to === "otlp" ? otlp() : memory();
}

function memory() {
  const exporter = new InMemorySpanExporter();
  const processor = new SimpleSpanProcessor({ exporter });
  return {
    ...spansThrough(processor),
    arrived: () => exporter.getFinishedSpans().length,
    clear: () => exporter.reset(),
    dispose() {},
  };
}

/** The queue is large enough that nothing is lost; by default it loses what is above 2,048 spans. */
async function otlp() {
  const receiver = await startReceiver();
  const exporter = new OTLPTraceExporter({ url: receiver.url });
  const processor = new BatchSpanProcessor({ exporter, maxQueueSize: 2_000_000 });
  return {
    ...spansThrough(processor),
    arrived: () => receiver.countSpans(),
    clear: () => receiver.clear(),
    async dispose() {
      await processor.shutdown();
      receiver.stop();
    },
  };
}

function spansThrough(processor) {
  trace.setGlobalTracerProvider(new TracerProvider({ resource, spanProcessors: [processor] }));
  const tracer = trace.getTracer("bench");
  return { trace: traceWith(tracer), nestedRun: nestedRunWith(tracer), flush: () => processor.forceFlush() };
}

/** Around any function, as an instrumentation does. */
const traceWith = (tracer) => (name, attributes, work) =>
  tracer.startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work();
    } catch (error) {
      throw fail(span, error);
    } finally {
      span.end();
    }
  });

/** The run of `shapes.ts`, written out. */
const nestedRunWith = (tracer) => (i) =>
  tracer.startActiveSpan("agent.run", { attributes: agentAttributes(i) }, async (run) => {
    try {
      await tracer.startActiveSpan("llm.call", { attributes: llmAttributes(i) }, async (span) => {
        try {
          return i;
        } catch (error) {
          throw fail(span, error);
        } finally {
          span.end();
        }
      });
      await tracer.startActiveSpan("tool.call", { attributes: toolAttributes(i) }, async (span) => {
        try {
          await tracer.startActiveSpan("http.request", { attributes: httpAttributes(i) }, async (request) => {
            try {
              return i;
            } catch (error) {
              throw fail(request, error);
            } finally {
              request.end();
            }
          });
        } catch (error) {
          throw fail(span, error);
        } finally {
          span.end();
        }
      });
      await tracer.startActiveSpan("llm.call", { attributes: llmAttributes(i) }, async (span) => {
        try {
          return i;
        } catch (error) {
          throw fail(span, error);
        } finally {
          span.end();
        }
      });
    } catch (error) {
      throw fail(run, error);
    } finally {
      run.end();
    }
  });

function fail(span, error) {
  span.recordException(error);
  span.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  return error;
}

/** Read when the calls are over, as a reader that exports every minute does. */
class ReaderOnDemand extends MetricReader {
  async onForceFlush() {}
  async onShutdown() {}
}

function counters() {
  const reader = new ReaderOnDemand();
  metrics.setGlobalMeterProvider(new MeterProvider({ resource, readers: [reader] }));
  const counter = metrics.getMeter("bench").createCounter("loom.tokens");
  const total = async () => {
    const { resourceMetrics } = await reader.collect();
    const points = resourceMetrics.scopeMetrics
      .flatMap(({ metrics }) => metrics)
      .flatMap(({ dataPoints }) => dataPoints);
    return points.reduce((sum, { value }) => sum + value, 0);
  };
  let before = 0;
  return {
    count: (_name, value, attributes) => counter.add(value, attributes),
    flush: async () => {},
    arrived: async () => (await total()) - before,
    async clear() {
      before = await total();
    },
    dispose() {},
  };
}
