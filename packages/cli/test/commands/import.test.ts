import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { type LineRecord, readJsonl } from "@heddle/core";
import { encodeTraces, encodeTracesJson } from "@heddle/otlp";
import { describe, expect, test } from "vitest";
import { runCommandLine } from "../../src/run-command-line.ts";
import { fileOf, idOf, linesOf, metric, resourceLine, span, start, startedAt, traceId } from "../recorded.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type TestIoOptions, testIo } from "../test-io.ts";

const tool = span(2, 5, {
  name: "loom.tool",
  parentSpanId: idOf(1),
  status: "error",
  exception: "TypeError: no",
  error: { type: "TypeError", message: "no", stack: "TypeError: no\n    at x" },
  attributes: { "input.value": "2+3", tool: "add", tries: 2 },
  events: [{ name: "asked", time: startedAt, attributes: { n: 1 } }],
  links: [{ kind: "retry_of", traceId, spanId: idOf(1) }],
});
const root = span(1, 0, { name: "loom.run", durationMs: 20, attributes: { user_id: "alice" } });
const metrics = [
  metric(42, { attributes: { user_id: "alice" } }),
  metric(42, { attributes: { user_id: "alice" } }),
  metric(120.5, { name: "loom.tool_ms", unit: "ms", instrumentKind: "histogram" }),
  metric(3, { name: "queue.depth", instrumentKind: "gauge", emittedAt: startedAt + 1 }),
];

async function run(args: readonly string[], options: TestIoOptions = {}) {
  const io = testIo(options);
  const code = await runCommandLine(args, io);
  return { code, out: io.out(), err: io.err() };
}

const recordsIn = (text: string): readonly LineRecord[] => readJsonl(text).records;
const namesIn = (text: string) =>
  recordsIn(text).map((record) => (record.kind === "resource" ? record.serviceName : record.name));

test("what is exported as OTLP JSON comes back as it was", async () => {
  const recording = resourceLine + linesOf(tool, root, ...metrics);

  const { out } = await run(["export", fileOf(recording), "--to", "otlp-json"]);
  const { code, out: back, err } = await run(["import", "-"], { stdin: out });

  expect([code, err]).toEqual([0, ""]);
  expect(recordsIn(back)).toEqual(recordsIn(recording));
});

test("what is exported as OTLP protobuf comes back as it was", async () => {
  const recording = resourceLine + linesOf(tool, root);
  const file = join(temporaryFolder(), "traces.pb");
  const output = join(temporaryFolder(), "traces.jsonl");

  await run(["export", fileOf(recording), "--to", "otlp-proto", "-o", file]);
  const { code, out } = await run(["import", file, "-o", output]);

  expect([code, out]).toEqual([0, ""]);
  expect(readFileSync(output, "utf8")).toBe(recording);
});

test("what is exported as OpenInference comes back with its tree, its times and its failures", async () => {
  const { out } = await run([
    "export",
    fileOf(linesOf(tool, root, start(3, 9, { parentSpanId: idOf(1) }))),
    "--to",
    "openinference",
  ]);

  const { code, out: back } = await run(["import", "-"], { stdin: out });

  const spans = recordsIn(back).flatMap((record) =>
    record.kind === "resource" || record.kind === "metric" ? [] : [record],
  );
  expect(code).toBe(0);
  expect(spans.map(({ name, parentSpanId, startedAt: at }) => [name, parentSpanId, at])).toEqual([
    ["loom.run", undefined, root.startedAt],
    ["loom.tool", idOf(1), tool.startedAt],
    ["span 3", idOf(1), startedAt + 9],
  ]);
  expect(
    spans.map((each) => (each.kind === "span" ? [each.durationMs, each.status, each.exception] : "interrupted")),
  ).toEqual([[20, "ok", undefined], [10, "error", "TypeError: no"], "interrupted"]);
});

test("one request over many lines is read, also where it is packed and begins with a mark", async () => {
  const request = JSON.parse(encodeTracesJson([root], { attributes: { "service.name": "a" } }));
  const text = `\ufeff\n${JSON.stringify(request, null, 2)}\n`;

  const plain = await run(["import", fileOf(text, "a.json")]);
  const packed = await run(["import", fileOf(gzipSync(text), "a.json.gz")]);
  const squeezed = await run(["import", fileOf(zstdCompressSync(Buffer.from(text)), "a.zst")]);

  expect([plain, packed, squeezed].map(({ out }) => namesIn(out))).toEqual([
    ["a", "loom.run"],
    ["a", "loom.run"],
    ["a", "loom.run"],
  ]);
});

test("a trace of nodetracer is read", async () => {
  const trace = {
    schema_version: "0.1.0",
    trace_id: "t1",
    nodes: {
      n1: {
        name: "agent",
        node_type: "agent",
        status: "completed",
        start_time: "2026-01-01T00:00:00Z",
        end_time: "2026-01-01T00:00:01Z",
      },
      n2: { name: "lost", node_type: "tool_call" },
    },
    edges: [],
  };

  const { code, out, err } = await run(["import", fileOf(JSON.stringify(trace, null, 1), "trace.json")]);

  expect([code, namesIn(out)]).toEqual([3, ["nodetracer", "agent"]]);
  expect(err).toMatch(/trace\.json:1: node "n2": it has no start_time, so it is left out\n$/);
});

test("resources without an instance of ours have an id of their attributes, each time the same", async () => {
  const requests = [
    encodeTracesJson([root], { attributes: { "service.name": "a", "host.name": "h" } }),
    encodeTracesJson([tool], { attributes: { "host.name": "h", "service.name": "a" } }),
    encodeTracesJson([tool], { attributes: {} }),
  ];

  const { out } = await run(["import", "-"], { stdin: `${requests.join("\n")}\n\n` });

  expect(namesIn(out)).toEqual(["a", "loom.run", "loom.tool", "unknown_service"]);
  const resources = recordsIn(out).filter((record) => record.kind === "resource");
  expect(resources.map(({ pid, startedAt: at }) => [pid, at])).toEqual([
    [0, root.startedAt],
    [0, tool.startedAt],
  ]);
});

test("metrics alone are a recording, too", async () => {
  const point = '{"asDouble":3,"timeUnixNano":"1000000"}';
  const request = `{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[${point}]}}]}]}]}`;

  const { code, out } = await run(["import", "-"], { stdin: request });

  const [resource, record] = recordsIn(out);
  expect(code).toBe(0);
  expect(resource).toEqual({
    kind: "resource",
    resourceId: expect.stringMatching(/^[0-9a-f]{8}$/),
    serviceName: "unknown_service",
    pid: 0,
    startedAt: 1,
  });
  expect(record).toEqual(metric(3, { name: "m", instrumentKind: "gauge", emittedAt: 1 }));
});

test("a bad line is told with its place, and the rest is imported", async () => {
  const good = encodeTracesJson([root], { attributes: {} });
  const badId = good.replace(idOf(1), "xyz");
  const noValue =
    '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[{"flags":1}]}}]}]}]}';
  const path = fileOf(
    [good, "{nonsense", '{"resourceSpans":3}', badId, noValue, '{"kind":"span"}', "7"].join("\n"),
    "x.jsonl",
  );

  const { code, out, err } = await run(["import", path]);

  expect([code, namesIn(out)]).toEqual([3, ["unknown_service", "loom.run"]]);
  expect(err.replaceAll(path, "x").split("\n")).toEqual([
    expect.stringMatching(/^x:2: this is no JSON: /),
    expect.stringMatching(/^x:3: resourceSpans/),
    expect.stringMatching(/^x:4: resourceSpans\[0\]\.scopeSpans\[0\]\.spans\[0\]/),
    "x:5: data points without a finite value are left out: 1",
    "x:6: this is a recording already; heddle inspect shows it",
    "x:7: this is neither OTLP nor a trace of nodetracer nor spans of OpenInference; --from says what else it is",
    "",
  ]);
});

test("what a file is can be told, and what it is not is", async () => {
  const bytes = encodeTraces([root], { attributes: {} });
  const path = fileOf(bytes, "a.bin");
  const text = fileOf("name,duration\n", "a.csv");
  const list = fileOf("[7]", "a.json");

  const told = await run(["import", path, "--from", "otlp-proto"]);
  const wrong = await run(["import", list, "--from", "openinference"]);
  const wrongOtlp = await run(["import", fileOf("7\nnull\n", "b.json"), "--from", "otlp-json"]);
  const asBytes = await run(["import", text, "--from", "otlp-proto"]);
  const unknown = await run(["import", text]);

  expect(namesIn(told.out)).toEqual(["unknown_service", "loom.run"]);
  expect(wrong.err).toContain("a.json:1: these are no spans of OpenInference");
  expect(wrongOtlp.err.match(/b\.json:\d: .*/g)).toEqual([
    "b.json:1: the message: 7 is not an object",
    "b.json:2: the message: null is not an object",
  ]);
  expect(asBytes.err).toMatch(/a\.csv:1: byte \d+: /);
  expect([unknown.code, unknown.err]).toEqual([3, expect.stringContaining("a.csv:1: this is neither OTLP")]);
});

describe("a list with an item a line", () => {
  const item = (id: number) =>
    JSON.stringify({
      name: `s${id}`,
      context: { trace_id: traceId, span_id: idOf(id) },
      start_time: "2026-11-21T01:42:28Z",
      end_time: "2026-11-21T01:42:29Z",
      status_code: "OK",
    });
  const [one, two] = [item(1), item(2)];
  const pretty = JSON.stringify([JSON.parse(one), JSON.parse(two)], null, 2);
  const cases: readonly [list: string, names: string[], told: string][] = [
    [`[\n${one},\n${two}\n]\n`, ["s1", "s2"], ""],
    [`\n[\n\n  ${one},\n  ${two}]`, ["s1", "s2"], ""],
    [pretty, ["s1", "s2"], ""],
    [`[\n${one},\n{"name":\n]\n`, ["s1"], "x:3: this is no JSON: Unexpected end of JSON input\n"],
    [`[\n${one},\n`, ["s1"], "x:3: the file ends within the list\n"],
    ["[\n", [], "x:1: this is no JSON: Unexpected end of JSON input\n"],
  ];

  for (const [list, names, told] of cases) {
    test(`is read item by item: ${JSON.stringify(list.replaceAll(/\{.*?"OK"\}/gs, "{…}"))}`, async () => {
      const path = fileOf(list, "a.json");

      const { code, out, err } = await run(["import", path]);

      expect([code, namesIn(out).slice(1)]).toEqual([told === "" ? 0 : 3, names]);
      expect(err.replaceAll(path, "x")).toBe(told);
    });
  }
});

test("a line may be longer than what is read at once", async () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `日本語 ${index}`);
  const spans = names.map((name, index) => span(index + 1, 0, { name }));
  const path = fileOf(encodeTracesJson(spans, { attributes: {} }), "a.json");

  const { code, out } = await run(["import", path]);

  expect(code).toBe(0);
  expect(namesIn(out).slice(1).join("\n") === names.join("\n")).toBe(true);
});

test("a recording is told to be one once, and the other files are imported", async () => {
  const recording = fileOf(linesOf(root, tool));
  const good = fileOf(encodeTracesJson([root], { attributes: {} }), "b.json");

  const { code, out, err } = await run(["import", recording, good]);

  expect([code, namesIn(out), err]).toEqual([
    3,
    ["unknown_service", "loom.run"],
    `${recording}:1: this is a recording already; heddle inspect shows it\n`,
  ]);
});

test("where there is nothing to import, that is told, and no file is made", async () => {
  const [one, two] = [fileOf("", "a.json"), fileOf('{"resourceSpans":[]}', "b.json")];
  const output = join(temporaryFolder(), "o.jsonl");

  const alone = await run(["import", one, "-o", output]);
  const both = await run(["import", one, two]);

  expect([alone.code, alone.err]).toEqual([3, `heddle import: ${JSON.stringify(one)} holds nothing to import\n`]);
  expect([both.code, both.err]).toEqual([
    3,
    `heddle import: ${JSON.stringify(one)}, ${JSON.stringify(two)} hold nothing to import\n`,
  ]);
  expect(existsSync(output)).toBe(false);
});

test("an empty file and an empty list hold nothing, and a damaged one is told", async () => {
  const damaged = fileOf(gzipSync(JSON.stringify({ resourceSpans: [] })).subarray(0, 20), "a.json.gz");

  const empty = await run(["import", fileOf("", "a.json"), fileOf("[]", "b.json")]);
  const cut = await run(["import", damaged]);

  expect([empty.code, empty.out]).toEqual([3, ""]);
  expect([cut.code, cut.err]).toEqual([
    3,
    `${damaged}: the file cannot be read from here on: unexpected end of file\n`,
  ]);
});

test("a recording is not written over what is read, and what is not there is told", async () => {
  const folder = temporaryFolder();
  const path = join(folder, "a.json");
  writeFileSync(path, "[]");

  const over = await run(["import", path, "-o", path]);
  const missing = await run(["import", join(folder, "no.json")]);

  expect([over.code, readFileSync(path, "utf8")]).toEqual([2, "[]"]);
  expect([missing.code, missing.err]).toEqual([3, expect.stringContaining("is not there")]);
});

test("what is imported moves no cursor of a terminal", async () => {
  const hostile = span(1, 0, { name: "a\u009b31m\u202eb" });
  const { out } = await run(["export", fileOf(resourceLine + linesOf(hostile)), "--to", "otlp-json"]);

  const piped = await run(["import", "-"], { stdin: out });
  const terminal = await run(["import", "-"], { stdin: out, columns: 80 });

  expect(terminal.out).toContain(String.raw`a\u009b31m\u202eb`);
  expect(recordsIn(terminal.out)).toEqual(recordsIn(piped.out));
});
