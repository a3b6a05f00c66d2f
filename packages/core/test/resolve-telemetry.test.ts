import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  ConsoleTelemetry,
  FileTelemetry,
  InMemoryTelemetry,
  MultiTelemetry,
  NoTelemetry,
  resolveTelemetry,
  type Telemetry,
  type TelemetryConfig,
  type TelemetrySpec,
  withAttributes,
} from "@heddle/core";
import { expect, test } from "vitest";

const folder = mkdtempSync(join(tmpdir(), "heddle-resolve-"));

test("a word names a telemetry, in any case", () => {
  const classes: [TelemetrySpec, unknown][] = [
    [undefined, NoTelemetry],
    [null, NoTelemetry],
    ["none", NoTelemetry],
    ["noop", NoTelemetry],
    ["memory", InMemoryTelemetry],
    [" InMemory ", InMemoryTelemetry],
    ["CONSOLE", ConsoleTelemetry],
    [{ backend: "none" }, NoTelemetry],
    [{ type: "Console", color: false }, ConsoleTelemetry],
    [{ name: "memory" }, InMemoryTelemetry],
    [["memory", "none"], MultiTelemetry],
    ["multi:memory, console", MultiTelemetry],
    [{ backend: "multi", members: ["memory", { backend: "console" }] }, MultiTelemetry],
  ];

  for (const [spec, expected] of classes) expect(resolveTelemetry(spec)).toBeInstanceOf(expected as never);
});

test("options go to the constructor", () => {
  const memory = resolveTelemetry({ backend: "memory", limit: 1 }) as InMemoryTelemetry;

  memory.emitMetric("a", 1);
  memory.emitMetric("b", 1);

  expect(memory.metrics().map((metric) => metric.name)).toEqual(["b"]);
});

test("a file is named by its path, as it is written, or by its URL", () => {
  const path = (name: string) => join(folder, name);
  const specs: [TelemetrySpec, string][] = [
    [`file:${path("Mixed Case.jsonl")}`, path("Mixed Case.jsonl")],
    [pathToFileURL(path("url.jsonl")).href, path("url.jsonl")],
    [{ backend: "file", path: path("object.jsonl"), starts: false }, path("object.jsonl")],
  ];

  for (const [spec, expected] of specs) {
    const telemetry = resolveTelemetry(spec) as FileTelemetry;
    telemetry.trace("x", {}, () => {});
    expect(telemetry).toBeInstanceOf(FileTelemetry);
    expect(readFileSync(expected, "utf8")).toContain('"kind":"span"');
  }
  expect(readFileSync(path("object.jsonl"), "utf8")).not.toContain("span_start");
});

test("a telemetry of Heddle's is itself, a sink becomes one", () => {
  const memory = new InMemoryTelemetry();
  const seen: string[] = [];

  expect(resolveTelemetry(memory)).toBe(memory);
  resolveTelemetry({ write: (record) => void seen.push(record.name) }).emitMetric("n", 1);

  expect(seen).toEqual(["n"]);
});

test("a telemetry of one's own is kept from breaking the program, and knows whose run it is", () => {
  const seen: unknown[] = [];
  const own: Telemetry = {
    trace: (name, attributes, work) => {
      seen.push([name, attributes]);
      return work(undefined as never);
    },
    emitMetric(name, value, attributes) {
      seen.push([name, value, attributes]);
      throw new Error("no gateway");
    },
  };
  const failures: unknown[] = [];
  const telemetry = new MultiTelemetry([resolveTelemetry(own)], { onSinkError: (failure) => failures.push(failure) });

  const result = withAttributes({ user_id: "alice" }, () =>
    telemetry.trace("run", {}, (span) => {
      span.set({ late: true });
      telemetry.emitMetric("n", 1);
      return "done";
    }),
  );

  expect(result).toBe("done");
  expect(seen).toEqual([
    ["run", { user_id: "alice" }],
    ["n", 1, { user_id: "alice" }],
  ]);
  expect(failures).toHaveLength(1);
});

test("other packages bring resolvers of their own, which win", () => {
  const memory = new InMemoryTelemetry();
  const seen: TelemetryConfig[] = [];
  const resolver = (config: TelemetryConfig) => {
    seen.push(config);
    return memory;
  };
  const options = { resolvers: { otlp: resolver, console: resolver } };

  expect(resolveTelemetry("otlp:http://127.0.0.1:4318", options)).toBe(memory);
  expect(resolveTelemetry({ backend: "OTLP", url: "http://127.0.0.1:4318" }, options)).toBe(memory);
  expect(resolveTelemetry("console", options)).toBe(memory);

  expect(seen).toEqual([
    { backend: "otlp", path: "http://127.0.0.1:4318" },
    { backend: "otlp", url: "http://127.0.0.1:4318" },
    { backend: "console" },
  ]);
});

test("what is not known is told with what there is to choose from", () => {
  const choices = '"none", "memory", "console", "file:<path>", "multi:<a>,<b>"';
  const mistakes: [unknown, string][] = [
    ["", `resolveTelemetry: the text is empty; give ${choices}`],
    ["consol", `resolveTelemetry: "consol" is not known; give ${choices}`],
    ["toString", `resolveTelemetry: "toString" is not known; give ${choices}`],
    [5, `resolveTelemetry: 5 is not known; give ${choices}`],
    [{}, `resolveTelemetry: the object has no "backend"; give ${choices}`],
    [{ backend: "nope" }, `resolveTelemetry: "nope" is not known; give ${choices}`],
    ["file", 'resolveTelemetry: "file" needs a path; write "file:traces.jsonl" or { backend: "file", path }'],
    ["file:", 'resolveTelemetry: "file" needs a path'],
    [{ backend: "file" }, 'resolveTelemetry: "file" needs a path'],
    ["file://server/traces.jsonl", 'FileTelemetry: "file://server/traces.jsonl" is not the URL of a local file'],
    ["multi", 'resolveTelemetry: "multi" needs members; write "multi:console,memory" or { backend: "multi", members }'],
    [{ backend: "multi", members: [] }, 'resolveTelemetry: "multi" needs members'],
  ];

  for (const [spec, message] of mistakes) expect(() => resolveTelemetry(spec as never)).toThrow(message);
  expect(() => resolveTelemetry("x", { resolvers: { otlp: () => new NoTelemetry() } })).toThrow(`${choices}, "otlp"`);
});
