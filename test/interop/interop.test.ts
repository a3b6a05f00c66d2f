/** What OpenTelemetry's own Collector takes from us is what we recorded. */
import { existsSync } from "node:fs";
import { Agent, ScriptedModel, tool } from "@heddle/agent";
import { InMemoryTelemetry, MultiTelemetry, type SpanRecord } from "@heddle/core";
import { toOtlpAttributes } from "@heddle/core/bridge";
import { decodeMetricsJson, decodeTracesJson, type OtlpOptions, OtlpTelemetry } from "@heddle/otlp";
import { expect, test } from "vitest";
import { startCollector } from "./collector.ts";
import { collectorPath } from "./collector-path.ts";

const hasCollector = existsSync(collectorPath);
const note = hasCollector ? "" : " (there is no collector: node test/interop/build-collector.ts)";
const protocols: readonly (OtlpOptions & { protocol: string })[] = [
  { protocol: "http/protobuf" },
  { protocol: "http/json" },
  { protocol: "grpc" },
  { protocol: "http/protobuf", compression: "gzip" },
  { protocol: "grpc", compression: "gzip" },
];

for (const options of protocols) {
  const how = `${options.protocol}${options.compression ? `, ${options.compression}` : ""}`;
  test.skipIf(!hasCollector)(`the Collector takes traces and metrics by ${how}${note}`, async () => {
    const collector = await startCollector();
    const url = options.protocol === "grpc" ? collector.grpcUrl : collector.httpUrl;
    const memory = new InMemoryTelemetry();
    const otlp = new OtlpTelemetry({ ...options, url, service: "interop", captureContent: true });

    await runAgent(new MultiTelemetry([memory, otlp]));
    await otlp.shutdown({ timeoutMs: 10_000 });
    const requests = await collector.stop();

    const traces = requests.filter((request) => "resourceSpans" in request).flatMap(decodeTracesJson);
    const metrics = requests.filter((request) => "resourceMetrics" in request).flatMap(decodeMetricsJson);
    expect(traces.map(({ resource }) => resource["service.name"])).toEqual(traces.map(() => "interop"));
    expect(sorted(traces.flatMap(({ spans }) => spans))).toEqual(sorted(memory.spans().map(sent)));
    expect(totals(metrics.flatMap(({ metrics }) => metrics))).toEqual(totals(memory.metrics()));
    expect(otlp.health().sinks[0]).toMatchObject({ dropped: 0, failed: 0, pending: 0 });
  });
}

async function runAgent(telemetry: MultiTelemetry): Promise<void> {
  const flaky = tool({
    name: "flaky",
    execute() {
      throw new Error("no answer — «ÅØ» 天気");
    },
  });
  const toolCalls = [{ id: "c1", name: "flaky", arguments: {} }];
  const usage = { inputTokens: 42, outputTokens: 12, costUsd: 0.00012 };
  const model = new ScriptedModel([{ toolCalls, usage }, { text: "Sorry." }]);
  await new Agent("You try.", { model, tools: [flaky], telemetry }).run("Try.", { userId: "alice", sessionId: "s" });
  telemetry.trace("odd", { list: ["a", "b"], nested: { deep: [1, null, { x: "y" }] }, input: "said" }, (span) => {
    span.event("happened", { n: 1.5 });
    span.link({ traceId: "1".repeat(32), spanId: "2".repeat(16) }, "retry_of", { attempt: 2 });
  });
}

/** Structures travel as JSON. */
function sent(span: SpanRecord): SpanRecord {
  return { ...span, attributes: toOtlpAttributes(span.attributes, { captureContent: true }) };
}

function sorted(spans: readonly SpanRecord[]): SpanRecord[] {
  return spans.toSorted((a, b) => a.spanId.localeCompare(b.spanId));
}

/** The sum of each series. */
function totals(metrics: readonly { name: string; value: number; attributes: object }[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { name, value, attributes } of metrics) {
    const kept = Object.entries(attributes).filter(([key]) => !key.startsWith("otel."));
    const key = `${name} ${JSON.stringify(Object.fromEntries(kept.sort()))}`;
    sums[key] = Math.round(((sums[key] ?? 0) + value) * 1e6) / 1e6;
  }
  return sums;
}
