/** What tracing may cost. */
import { branches, chains, counter, type Effort, nestedRun, size, subjects } from "./configuration.ts";
import type { Floor } from "./floor.ts";
import { divide, divideMain, divideOverheads } from "./ratios.ts";

/** Floors of what a span and a metric cost. */
export function spanFloors(effort: Effort): readonly Floor[] {
  const {
    agent,
    agentLoop,
    bare,
    context,
    none,
    memory,
    multi1,
    multi8,
    file,
    buffered,
    otlp,
    otlpSpool,
    otelMemory,
    otelOtlp,
    otelMetrics,
    promClient,
    overOtel,
  } = subjects;
  const run = (subject: typeof memory) => nestedRun(subject, effort);
  // As many as make garbage for several collections: a median leaves out what happens in few of the repeats.
  const metrics = (subject: typeof memory) => counter(subject, { ...effort, calls: effort.calls * 10 });
  const many = (subject: typeof memory) => branches(subject, 10_000, { ...effort, calls: effort.calls * 5 });
  const one = (subject: typeof memory) => branches(subject, 1, effort);
  const deep = (subject: typeof memory, depth: number) => chains(subject, depth, effort);
  // The OTLP exporter takes 30 batches of 512 spans at once and loses the rest, also in a flush.
  const shortRun = (subject: typeof memory) => nestedRun(subject, { ...effort, calls: effort.calls / 2 });
  return [
    {
      name: "no-telemetry",
      measured: "NoTelemetry.trace, time against the bare call",
      unit: "×",
      atMost: 1.1,
      needs: [run(none), run(bare)],
      value: divide,
    },
    {
      name: "agent",
      measured: "an agent's run with NoTelemetry, time against its loop without telemetry",
      unit: "×",
      atMost: 1.1,
      needs: [run(agent), run(agentLoop)],
      value: divide,
    },
    {
      name: "memory",
      measured: "in-memory span, times faster than OTel Simple + InMemory",
      unit: "×",
      atLeast: 5,
      needs: [run(otelMemory), run(memory)],
      value: divide,
    },
    {
      name: "file",
      measured: "crash-safe file span, times faster than OTel Batch + OTLP/HTTP",
      unit: "×",
      atLeast: 1.3,
      needs: [shortRun(otelOtlp), shortRun(file)],
      value: divide,
    },
    {
      name: "buffered",
      measured: "buffered file span, times faster than OTel Batch + OTLP/HTTP",
      unit: "×",
      atLeast: 3,
      needs: [shortRun(otelOtlp), shortRun(buffered)],
      value: divide,
    },
    {
      name: "otlp",
      measured: "OtlpTelemetry span, main thread's time, sending included, against OTel Batch + OTLP/HTTP",
      unit: "×",
      atMost: 0.5,
      needs: [shortRun(otlp), shortRun(otelOtlp)],
      value: divideMain,
    },
    {
      name: "otlp-spool",
      measured: "… with a spool",
      unit: "×",
      atMost: 0.9,
      needs: [shortRun(otlpSpool), shortRun(otelOtlp)],
      value: divideMain,
    },
    {
      name: "multi",
      measured: "Multi of 8 in-memory, time against Multi of 1",
      unit: "×",
      atMost: 1.7,
      needs: [run(multi8), run(multi1)],
      value: divide,
    },
    {
      name: "otel",
      measured: "OTelTelemetry span, time against OTel's startActiveSpan, both Simple + InMemory",
      unit: "×",
      atMost: 1.5,
      needs: [run(overOtel), run(otelMemory)],
      value: divide,
    },
    {
      name: "depth",
      measured: "overhead a span 1,000 deep, against 5 deep",
      unit: "×",
      atMost: 1.3,
      needs: [deep(memory, 1000), deep(bare, 1000), deep(memory, 5), deep(bare, 5)],
      value: divideOverheads,
    },
    {
      name: "branches",
      measured: "overhead a span in 10,000 branches at once, against one at a time",
      unit: "×",
      atMost: 1.3,
      needs: [many(memory), many(bare), one(memory), one(bare)],
      value: divideOverheads,
    },
    {
      name: "branches",
      measured: "… of AsyncLocalStorage.run alone",
      unit: "×",
      needs: [many(context), many(bare), one(context), one(bare)],
      value: divideOverheads,
    },
    {
      name: "branches",
      measured: "… above AsyncLocalStorage.run",
      unit: "×",
      needs: [many(memory), many(context), one(memory), one(context)],
      value: divideOverheads,
    },
    {
      name: "metric",
      measured: "emitMetric in memory, 3 attributes, times faster than an OTel counter",
      unit: "×",
      atLeast: 2,
      needs: [metrics(otelMetrics), metrics(memory)],
      value: divide,
    },
    {
      name: "metric",
      measured: "… times faster than prom-client's counter",
      unit: "×",
      needs: [metrics(promClient), metrics(memory)],
      value: divide,
    },
    {
      name: "size",
      measured: "core, bundled, minified, gzip",
      unit: "kB",
      atMost: 12,
      exact: true,
      needs: [size],
      value: ({ gzipKb = Number.NaN }) => gzipKb,
    },
  ];
}
