/**
 * One agent run, seen four ways at once: live in the terminal, in memory for assertions, as JSONL on disk, and at two
 * OTLP backends.
 */
import { strict as assert } from "node:assert";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { styleText } from "node:util";
import {
  ConsoleTelemetry,
  FileTelemetry,
  InMemoryTelemetry,
  MultiTelemetry,
  readJsonl,
  type SpanRecord,
} from "@heddle/core";
import { OtlpTelemetry } from "@heddle/otlp";
import { answer } from "./agent.ts";
import { ask } from "./jq.ts";
import { grpcBackend, httpBackend } from "./receiver.ts";

const path = join(mkdtempSync(join(tmpdir(), "heddle-demo-")), "traces.jsonl");
const memory = new InMemoryTelemetry();
const [byHttp, byGrpc] = [await httpBackend(), await grpcBackend()];
const telemetry = new MultiTelemetry([
  new ConsoleTelemetry({ stream: process.stdout, showMetrics: false }),
  memory,
  new FileTelemetry(path, { resource: { serviceName: "demo" } }),
  new OtlpTelemetry({ url: byHttp.url, service: "demo" }),
  new OtlpTelemetry({ url: byGrpc.url, service: "demo", protocol: "grpc" }),
]);

title("1. The agent is handed one Telemetry. Watch it work.");
const reply = await answer(telemetry, "Shall I go out?", "alice");
say(`\nThe agent says: ${reply}`);

title("2. The same run in memory: assert on it, as in a unit test.");
const [weather, secondWeather] = memory.find("loom.tool").filter((span) => span.attributes.tool === "weather");
const [delegation] = memory.find("loom.tool").filter((span) => span.attributes.tool === "delegate");
const [writer, supervisor] = memory.find("loom.run");
check("nothing is left open", memory.openSpans().length === 0);
check("the first weather call failed", weather?.status === "error" && weather.error?.type === "TimeoutError");
check("the second one names it", secondWeather?.links?.[0]?.spanId === weather?.spanId);
check("the sub-agent runs below the tool that started it", writer?.parentSpanId === delegation?.spanId);
check(
  "every span is in the supervisor's trace",
  memory.spans().every((span) => span.traceId === supervisor?.traceId),
);
check(
  "every metric has the user",
  memory.metrics().every((metric) => metric.attributes.user_id === "alice"),
);

title("3. The same run on disk: one JSON object a line, ready for jq.");
say(path);
for (const recipe of [
  'select(.kind=="span" and .duration_ms > 150) | [.name, .duration_ms]',
  'select(.attributes.user_id=="alice") | .name',
  'select(.kind=="metric" and .name=="loom.cost.usd") | .value',
  'select(.status=="error") | [.attributes.tool, .exception]',
]) {
  say(styleText("dim", `\n$ jq -c '${recipe}' traces.jsonl`));
  for (const answerLine of shorten(ask(path, recipe))) say(answerLine);
}

title("4. The same run at two OTLP backends on the loopback: what they decode is what is on disk.");
await telemetry.flush();
const spansOnDisk = readJsonl(readFileSync(path, "utf8")).records.filter((record) => record.kind === "span");
for (const [how, { url, spans, stop }] of Object.entries({ "OTLP/HTTP": byHttp, "OTLP/gRPC": byGrpc })) {
  assert.deepEqual(byId(spans), byId(spansOnDisk));
  check(`${spans.length} spans by ${how} to ${url}`, spans.length === memory.spans().length);
  stop();
}

title("5. Nothing was lost.");
for (const { sink, taken, written, dropped, failed, pending } of telemetry.health().sinks) {
  say(
    `${sink.padEnd(10)} taken ${taken} = written ${written} + dropped ${dropped} + failed ${failed} + pending ${pending}`,
  );
}
const onDisk = readFileSync(path, "utf8")
  .split("\n")
  .filter((line) => /"kind":"(span|metric)"/.test(line)).length;
check(`${onDisk} records are on disk`, onDisk === memory.spans().length + memory.metrics().length);

function byId(spans: readonly SpanRecord[]): readonly SpanRecord[] {
  return spans.toSorted((a, b) => a.spanId.localeCompare(b.spanId));
}

function title(text: string): void {
  say(`\n${styleText("bold", text)}\n`);
}

function check(claim: string, holds: boolean): void {
  assert(holds, claim);
  say(`${styleText("green", "✓")} ${claim}`);
}

function shorten(lines: readonly string[]): readonly string[] {
  return lines.length <= 6 ? lines : [...lines.slice(0, 5), `… ${lines.length - 5} more`];
}

function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
