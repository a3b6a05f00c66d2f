import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeMetricsJson, decodeTraces, decodeTracesJson } from "@heddle/otlp";
import { expect, test } from "vitest";
import { runCommandLine } from "../../src/run-command-line.ts";
import { fileOf, idOf, linesOf, metric, resourceLine, span, start, traceId } from "../recorded.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type TestIoOptions, testIo } from "../test-io.ts";

const root = span(1, 0, { name: "loom.run", durationMs: 20, attributes: { user_id: "alice" } });
const tool = span(2, 5, {
  name: "loom.tool",
  parentSpanId: idOf(1),
  attributes: { "input.value": "secret", tool: "add" },
  events: [{ name: "asked", time: root.startedAt, attributes: { "gen_ai.input.messages": "secret", n: 1 } }],
  links: [{ kind: "retry_of", traceId, spanId: idOf(1) }],
});
const other = span(3, 100, {
  name: "other",
  traceId: "f".repeat(32),
  links: [{ kind: "retry_of", traceId: "f".repeat(32), spanId: idOf(4) }],
});
const older = span(4, 90, { name: "older", traceId: "f".repeat(32), parentSpanId: idOf(3) });

const recording = () =>
  fileOf(resourceLine + linesOf(tool, root, metric(42, { traceId, spanId: idOf(1) }), older, other));

async function exported(args: readonly string[], options: TestIoOptions = {}) {
  const io = testIo(options);
  const code = await runCommandLine(["export", ...args], io);
  return { code, out: io.out(), err: io.err() };
}

test("OTLP as JSON is a request a line, with the resource, content and every metric", async () => {
  const { code, out, err } = await exported([recording(), "--to", "otlp-json"]);

  const [spans = "", metrics = ""] = out.trimEnd().split("\n");
  const resource = {
    "service.name": "planner",
    "service.instance.id": "0badcafe",
    "process.pid": 7,
    "process.creation.time": "2026-11-21T01:42:28.000000Z",
  };
  expect([code, err]).toEqual([0, "heddle export: left out: which run 1 metric came from\n"]);
  expect(decodeTracesJson(spans)).toEqual([{ resource, scope: { name: "heddle" }, spans: [tool, root, older, other] }]);
  expect(decodeMetricsJson(metrics)[0]?.metrics).toEqual([metric(42)]);
});

test("OTLP as protobuf is one request in the file, and what it has no place for is told", async () => {
  const path = fileOf(linesOf(root, metric(1), metric(2), start(9)));
  const output = join(temporaryFolder(), "traces.pb");

  const { code, err } = await exported([path, "--to", "otlp-proto", "-o", output]);

  expect(code).toBe(0);
  expect(decodeTraces(readFileSync(output)).map(({ resource, spans }) => [resource, spans])).toEqual([
    [{ "service.instance.id": "0badcafe" }, [root]],
  ]);
  expect(err).toBe(
    "heddle export: left out: 1 span that has not ended, and OTLP has no place for it\n" +
      "heddle export: left out: 2 metrics that otlp-proto has no place for; otlp-json has\n",
  );
});

test("many spans are several requests, and together one", async () => {
  const spans = Array.from({ length: 30 }, (_, index) =>
    span(index + 1, index, { attributes: { text: "x".repeat(100_000) } }),
  );
  const output = join(temporaryFolder(), "traces.pb");
  const path = fileOf(resourceLine + linesOf(...spans));

  await exported([path, "--to", "otlp-proto", "-o", output]);
  const { out } = await exported([path, "--to", "otlp-json"]);

  expect(decodeTraces(readFileSync(output)).flatMap((each) => each.spans)).toEqual(spans);
  expect(out.trimEnd().split("\n").length).toBe(3);
});

test("OpenInference is a list of spans", async () => {
  const { out, err } = await exported([recording(), "--to", "openinference"]);

  const spans = JSON.parse(out) as { name: string; context: unknown; parent_id: unknown }[];
  expect(spans.map(({ name, parent_id }) => [name, parent_id])).toEqual([
    ["loom.run", null],
    ["loom.tool", idOf(1)],
    ["other", null],
    ["older", idOf(3)],
  ]);
  expect(err).toBe(
    "heddle export: left out: 1 metric that openinference has no place for\n" +
      "heddle export: left out: 2 links that openinference has no place for\n",
  );
});

test("what a format has no place for is told, metrics outside of runs, too", async () => {
  const path = fileOf(linesOf(tool, root, metric(1, { traceId, spanId: idOf(1) }), metric(2), start(9)));

  const csv = await exported([path, "--to", "csv"]);
  const chrome = await exported([path, "--to", "chrome-trace"]);

  expect([csv.code, csv.err]).toEqual([
    0,
    "heddle export: left out: 2 metrics that csv has no place for\n" +
      "heddle export: left out: 1 link that csv has no place for\n" +
      "heddle export: left out: 1 event that csv has no place for\n",
  ]);
  expect([chrome.code, chrome.err]).toEqual([
    0,
    "heddle export: left out: 2 metrics that chrome-trace has no place for\n",
  ]);
});

test("in a Chrome trace, each run is a process, and links do not meet", async () => {
  const path = fileOf(linesOf(root, tool, older, other));

  const { out, err } = await exported([path, "--to", "chrome-trace"]);

  const { traceEvents } = JSON.parse(out) as { traceEvents: { name: string; ph: string; pid: number; id?: number }[] };
  expect(traceEvents.filter(({ ph }) => ph === "X").map(({ name, pid }) => [name, pid])).toEqual([
    ["loom.run", 1],
    ["loom.tool", 1],
    ["other", 2],
    ["older", 2],
  ]);
  expect(traceEvents.filter(({ ph }) => ph === "s" || ph === "f").map(({ ph, id }) => [ph, id])).toEqual([
    ["s", 1],
    ["f", 1],
    ["s", 2],
    ["f", 2],
  ]);
  expect(err).toBe("");
});

test("CSV has one head for all runs", async () => {
  const { out } = await exported([recording(), "--to", "csv"]);

  expect(out.split("\r\n").map((row) => row.split(",", 5).join())).toEqual([
    "trace_id,span_id,parent_span_id,depth,name",
    `${traceId},${idOf(1)},,0,loom.run`,
    `${traceId},${idOf(2)},${idOf(1)},1,loom.tool`,
    `${"f".repeat(32)},${idOf(3)},,0,other`,
    `${"f".repeat(32)},${idOf(4)},${idOf(3)},1,older`,
    "",
  ]);
});

test.each(["otlp-json", "otlp-proto", "openinference", "chrome-trace", "csv"])(
  "%s can be had without content",
  async (to) => {
    const path = fileOf(linesOf(start(5, 0, { attributes: { prompt: "secret" } }), root, tool));

    const all = await exported([path, "--to", to]);
    const plain = await exported([path, "--to", to, "--without-content"]);

    expect([all.out.includes("secret"), plain.out.includes("secret"), plain.out.includes("alice")]).toEqual([
      true,
      false,
      true,
    ]);
  },
);

test.each(["otlp-json", "csv"])("a run that is not there is told, for %s, too, and no file is made", async (to) => {
  const path = recording();
  const output = join(temporaryFolder(), "o");

  const { code, err } = await exported([path, "--to", to, "-t", "zz", "-o", output]);
  const nothing = await exported([fileOf(resourceLine), "--to", to]);

  expect([code, err, existsSync(output)]).toEqual([
    3,
    `heddle export: ${JSON.stringify(path)} holds no run whose id begins with "zz"; heddle list shows the ids\n`,
    false,
  ]);
  expect([nothing.code, nothing.err]).toEqual([3, expect.stringContaining("holds no runs; give a recording")]);
});

test("one run can be had alone", async () => {
  const { out } = await exported([recording(), "--to", "csv", "-t", "ffff"]);

  expect(out.match(/older|other|loom/g)).toEqual(["other", "older"]);
});

test("what cannot be read is told, and the rest is exported", async () => {
  const path = fileOf(`{no\n${linesOf(root)}`);

  const { code, out, err } = await exported([path, "--to", "csv"]);

  expect([code, out.split("\r\n").length]).toEqual([3, 3]);
  expect(err).toMatch(/^.*traces\.jsonl:1: .*\n$/);
});

test("mistakes are told", async () => {
  const path = recording();

  const noFormat = await exported([path]);
  const onTerminal = await exported([path, "--to", "otlp-proto"], { columns: 80 });
  const ontoItself = await exported([path, "--to", "csv", "-o", path]);
  const nothing = await exported([fileOf(""), "--to", "csv"]);

  expect(noFormat.err).toBe("heddle export: required option '--to <FORMAT>' not specified\nSee heddle export --help\n");
  expect(onTerminal.err).toBe(
    "heddle export: protobuf is nothing for a terminal; give --output FILE\nSee heddle export --help\n",
  );
  expect([ontoItself.code, readFileSync(path, "utf8").length > 1000]).toEqual([2, true]);
  expect([nothing.code, nothing.err]).toEqual([3, expect.stringContaining("holds no runs")]);
});

test("where nothing can be written, nothing is left behind", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "there"));

  const { code } = await exported([recording(), "--to", "csv", "-o", join(folder, "there")]);

  expect(code).toBe(3);
});

test.each(["otlp-json", "openinference", "chrome-trace", "csv"])("%s moves no cursor of a terminal", async (format) => {
  const hostile = "a\u001b[2J\u009b31m\u202eb\rc";
  const path = fileOf(resourceLine + linesOf(span(1, 0, { name: hostile, attributes: { "input.value": hostile } })));

  const file = await exported([path, "--to", format]);
  const terminal = await exported([path, "--to", format], { columns: 80 });

  expect(terminal.out).toContain(String.raw`a\u001b[2J\u009b31m\u202eb\rc`);
  expect(terminal.out.replaceAll("\r\n", "\n")).not.toMatch(/[^\P{C}\n]/u);
  if (format !== "csv") expect(JSON.parse(terminal.out)).toEqual(JSON.parse(file.out));
});
