/** Write a sink of your own: it takes finished records. */
import { type MetricRecord, Recorder, type Sink, type SpanRecord } from "@heddle/core";

/** Counts what an HTTP endpoint would be sent. */
class StatsSink implements Sink {
  readonly lines: string[] = [];

  write(record: SpanRecord | MetricRecord): void {
    if (record.kind === "metric") this.lines.push(`${record.name}:${record.value}|${record.unit || "count"}`);
  }
}

const sink = new StatsSink();
const telemetry = new Recorder(sink);
telemetry.trace("loom.run", {}, () => telemetry.emitMetric("loom.tool.duration_ms", 12));

console.log(sink.lines, telemetry.health().sinks[0]?.written);

// Output:
// [ 'loom.tool.duration_ms:12|ms' ] 2
