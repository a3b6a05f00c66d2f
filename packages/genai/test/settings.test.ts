import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { InMemoryTelemetry } from "@heddle/core";
import { agent, configure, providerName, type Settings, task, tool } from "@heddle/genai";
import { afterEach, describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const run = promisify(execFile);

/** What a program that never configures anything prints. */
function unconfigured(
  env: Readonly<Record<string, string>>,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const program = join(import.meta.dirname, "fixtures/unconfigured.ts");
  return run(process.execPath, ["--conditions=@heddle/source", program], { env: { ...process.env, ...env } });
}

afterEach(() => {
  vi.unstubAllEnvs();
  configure({ enabled: false });
});

describe("configure", () => {
  test("nothing is recorded unless it is told where to", () => {
    configure();

    expect(agent("run", {}, (span) => span.traceId)).toBe("");
  });

  test("it gives back the telemetry, of whatever a configuration can say", () => {
    const memory = new InMemoryTelemetry();

    expect(configure({ telemetry: memory })).toBe(memory);
    expect(configure({ telemetry: "memory" })).toBeInstanceOf(InMemoryTelemetry);
    expect(configure({ telemetry: "mine", resolvers: { mine: () => memory } })).toBe(memory);
    expect(() => configure({ telemetry: "nowhere" })).toThrow('resolveTelemetry: "nowhere" is not known');
  });

  test("switched off, nothing is recorded, whatever telemetry a span is given", () => {
    const memory = new InMemoryTelemetry();
    configure({ enabled: false, telemetry: memory });

    expect(tool("x", { telemetry: memory, input: 1 }, () => 5)).toBe(5);

    expect(memory.spans()).toEqual([]);
  });

  test("a share of the traces is recorded, each whole or not at all", () => {
    const memory = new InMemoryTelemetry();

    configure({ telemetry: memory, sampleRate: 0 });
    agent("run", {}, () => tool("t", {}, () => {}));
    configure({ telemetry: memory, sampleRate: 1, environment: undefined as never });
    agent("run", {}, () => tool("t", {}, () => {}));
    configure({ telemetry: memory, sampleRate: 0.5 });
    for (let i = 0; i < 200; i++) agent("run", {}, () => tool("t", {}, () => {}));

    const traces = Map.groupBy(memory.spans(), ({ traceId }) => traceId);
    expect([...traces.values()].every((spans) => spans.length === 2)).toBe(true);
    expect(traces.size).toBeGreaterThan(50);
    expect(traces.size).toBeLessThan(150);
  });

  test.each([
    [{ sampleRate: 2 }, "configure: sampleRate 2 is not a share; give a number from 0 to 1"],
    [{ sampleRate: Number.NaN }, "configure: sampleRate NaN is not a share"],
    [{ maxInputLength: 0 }, "configure: maxInputLength 0 is not a length; give a number of characters"],
    [{ maxOutputLength: -1 }, "configure: maxOutputLength -1 is not a length"],
    [{ capture: false }, "configure: capture is false; give { input: false, output: false } to keep neither"],
    [{ capture: "none" }, 'configure: capture is "none"; give { input: false, output: false } to keep neither'],
    [{ capture: { input: "no" } }, 'configure: capture.input is "no"; give true or false'],
    [{ conventions: "1.42" }, 'configure: conventions "1.42" are not known; give "1.41" or "main"'],
  ])("%o is refused", (settings, message) => {
    expect(() => configure(settings as Settings)).toThrow(message);
  });
});

describe("the environment", () => {
  test("each variable holds where the setting is not given; a blank one is none", () => {
    const file = join(temporaryFolder(), "traces.jsonl");
    vi.stubEnv("HEDDLE_TELEMETRY", `file:${file}`);
    vi.stubEnv("HEDDLE_CAPTURE", "Input");
    vi.stubEnv("HEDDLE_ENVIRONMENT", "staging");
    vi.stubEnv("HEDDLE_VERSION", "7");
    vi.stubEnv("HEDDLE_MAX_INPUT_LENGTH", "3");
    vi.stubEnv("HEDDLE_MAX_OUTPUT_LENGTH", " ");
    vi.stubEnv("HEDDLE_ENABLED", "on");
    vi.stubEnv("HEDDLE_METRICS", "0");
    vi.stubEnv("HEDDLE_SAMPLE_RATE", "1");
    vi.stubEnv("OTEL_SEMCONV_STABILITY_OPT_IN", "http, gen_ai_latest_experimental");

    configure({ version: "8" });
    tool("x", { input: "abcdef" }, () => "out");

    const span = JSON.parse(readFileSync(file, "utf8").trim().split("\n").at(-1) as string);
    expect(span.attributes).toMatchObject({
      "gen_ai.tool.call.arguments": "abc… [3 more]",
      "deployment.environment.name": "staging",
      "service.version": "8",
    });
    expect(span.attributes).not.toHaveProperty(["gen_ai.tool.call.result"]);
  });

  test.each([
    ["HEDDLE_ENABLED", "constructor", 'HEDDLE_ENABLED="constructor" is not a switch; set it to "true" or "false"'],
    ["HEDDLE_ENABLED", "maybe", 'HEDDLE_ENABLED="maybe" is not a switch; set it to "true" or "false"'],
    ["HEDDLE_SAMPLE_RATE", "half", 'HEDDLE_SAMPLE_RATE="half" is not a number'],
    ["HEDDLE_CAPTURE", "constructor", 'HEDDLE_CAPTURE="constructor" is not known; set it to "all", "input"'],
    ["HEDDLE_CAPTURE", "some", 'HEDDLE_CAPTURE="some" is not known; set it to "all", "input", "output" or "none"'],
  ])("%s=%s is refused", (name, value, message) => {
    vi.stubEnv(name, value);

    expect(() => configure()).toThrow(message);
  });

  test("a program that never configures anything records where the environment says", async () => {
    const { stderr, stdout } = await unconfigured({ HEDDLE_TELEMETRY: "console" });

    expect([stdout, stderr]).toEqual(["done\n", expect.stringContaining("greet")]);
  });

  test("it is asked when the first span opens, and a mistake in it is told once", async () => {
    Reflect.deleteProperty(globalThis, Symbol.for("heddle.genai.settings/1"));
    vi.stubEnv("HEDDLE_ENABLED", "perhaps");
    const warnings = vi.spyOn(process, "emitWarning").mockImplementation(() => {});

    expect([task("x", {}, () => 1), task("x", {}, () => 2)]).toEqual([1, 2]);

    expect(warnings.mock.calls).toEqual([
      ['HEDDLE_ENABLED="perhaps" is not a switch; set it to "true" or "false"', "HeddleWarning"],
    ]);
    warnings.mockRestore();
  });

  test("another copy of the package has the same settings", async () => {
    const memory = new InMemoryTelemetry();
    configure({ telemetry: memory, capture: { input: false } });
    vi.resetModules();
    const copy = await import("@heddle/genai");

    copy.task("x", { input: "secret" }, () => {});

    expect(copy.task).not.toBe(task);
    expect(memory.spans()[0]?.attributes).not.toHaveProperty(["input.value"]);
  });

  test("after a mistake in it no input or output is kept: it may have been the one that says so", async () => {
    Reflect.deleteProperty(globalThis, Symbol.for("heddle.genai.settings/1"));
    vi.stubEnv("HEDDLE_CAPTURE", "nothing");
    const warnings = vi.spyOn(process, "emitWarning").mockImplementation(() => {});
    const memory = new InMemoryTelemetry();

    task("x", { telemetry: memory, input: "SECRET" }, () => "SECRET");

    expect(memory.spans().map(({ attributes }) => attributes)).toEqual([
      { "heddle.span.type": "task", "openinference.span.kind": "CHAIN" },
    ]);
    expect(warnings).toHaveBeenCalledTimes(1);
    warnings.mockRestore();
  });

  test("a mistake in it is told, and does no other harm", async () => {
    const { stderr, stdout } = await unconfigured({ HEDDLE_ENABLED: "perhaps" });

    expect(stdout).toBe("done\n");
    expect(stderr).toContain('HeddleWarning: HEDDLE_ENABLED="perhaps" is not a switch');
  });
});

test.each([
  ["openai/gpt-5", "openai"],
  ["azure/my-deployment", "azure.ai.openai"],
  ["bedrock/anthropic.claude", "aws.bedrock"],
  ["vertex_ai/gemini-2.5-pro", "gcp.vertex_ai"],
  ["openrouter/gpt-5", "openai"],
  ["Claude-Sonnet-4-5", "anthropic"],
  ["o3-mini", "openai"],
  ["gemini-2.5-pro", "gcp.gemini"],
  ["mixtral-8x7b", "mistral_ai"],
  ["command-r", "cohere"],
  ["deepseek-chat", "deepseek"],
  ["grok-4", "x_ai"],
  ["sonar-pro", "perplexity"],
  ["kimi-k2", "moonshot_ai"],
  ["my-model", undefined],
  ["constructor/x", undefined],
])("the provider of %s is %s", (model, provider) => {
  expect(providerName(model)).toBe(provider);
});
