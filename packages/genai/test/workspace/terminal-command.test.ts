import { type Clock, InMemoryTelemetry, isTraceId, NoTelemetry } from "@heddle/core";
import { agent, configure } from "@heddle/genai";
import { terminalCommand } from "@heddle/genai/workspace";
import { afterEach, expect, test } from "vitest";

afterEach(() => void configure());

const clock: Clock = { monotonicMs: () => 0, wallMs: () => 1_000_000 };

test("a command that was run elsewhere is a span of the time it took", () => {
  configure({ clock });
  const telemetry = new InMemoryTelemetry({ clock });

  agent("build", { telemetry }, () => {
    terminalCommand({
      command: "npm",
      args: ["test"],
      exitCode: 0,
      stdout: "All tests passed",
      stderr: "",
      workingDirectory: "/project",
      durationMs: 250,
      toolName: "terminal",
      reason: "before the release",
    });
  });

  expect(telemetry.spans()[0]).toEqual({
    kind: "span",
    name: "run npm",
    traceId: telemetry.spans()[1]?.traceId,
    spanId: expect.any(String),
    parentSpanId: telemetry.spans()[1]?.spanId,
    startedAt: 999_750,
    endedAt: 1_000_000,
    durationMs: 250,
    status: "ok",
    attributes: {
      "heddle.span.type": "task",
      "openinference.span.kind": "CHAIN",
      "process.command": "npm",
      "process.command_args": ["npm", "test"],
      "process.working_directory": "/project",
      "process.exit.code": 0,
      "heddle.reason": "before the release",
      "gen_ai.tool.name": "terminal",
      "output.value": { exitCode: 0, stdout: "All tests passed", stderr: "" },
      "output.mime_type": "application/json",
    },
  });
});

test.each([
  [{ exitCode: 2 }, "CommandFailure: exit code 2", { "process.exit.code": 2 }],
  [{ signal: "SIGSEGV" }, "CommandFailure: ended by SIGSEGV", { "heddle.process.signal": "SIGSEGV" }],
  [
    { exitCode: 0, timedOut: true },
    "CommandFailure: timed out",
    { "process.exit.code": 0, "heddle.process.timed_out": true },
  ],
  [{ truncated: true }, undefined, { "heddle.process.truncated": true }],
  [{}, undefined, {}],
])("the end %j is told", (end, exception, attributes) => {
  const telemetry = new InMemoryTelemetry();

  terminalCommand({ command: "npm test", telemetry, ...end });

  expect(telemetry.spans().map((span) => [span.status, span.exception, span.attributes])).toEqual([
    [
      exception === undefined ? "ok" : "error",
      exception,
      {
        "heddle.span.type": "task",
        "openinference.span.kind": "CHAIN",
        "process.command": "npm",
        "process.command_line": "npm test",
        ...attributes,
        ...(exception && { "error.type": "CommandFailure" }),
      },
    ],
  ]);
});

test("by trace id, a command is put into a trace that is over", () => {
  const telemetry = new InMemoryTelemetry();
  const [traceId, spanId] = ["0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"];

  terminalCommand({ command: "make", traceId, telemetry });
  terminalCommand({ command: "make", traceId, spanId, telemetry });
  terminalCommand({ command: "make", telemetry });

  const places = telemetry.spans().map((span) => [span.traceId, span.parentSpanId]);
  expect(places).toEqual([
    [traceId, undefined],
    [traceId, spanId],
    [expect.toSatisfy(isTraceId), undefined],
  ]);
});

test("nothing is recorded where nothing is to be", () => {
  const telemetry = new InMemoryTelemetry();

  terminalCommand({ command: "ls", telemetry: new NoTelemetry() });
  configure({ enabled: false });
  terminalCommand({ command: "ls", telemetry });

  expect(telemetry.spans()).toEqual([]);
});

test.each([
  [{ command: " " }, 'terminalCommand: command " " is none; give what was run'],
  [{ command: "ls", durationMs: -1 }, "terminalCommand: durationMs -1 is no duration; give milliseconds"],
  [{ command: "ls", durationMs: Number.NaN }, "terminalCommand: durationMs NaN is no duration; give milliseconds"],
  [{ command: "ls", traceId: "trace-123" }, "trace-123"],
])("%j is a mistake that is said at once", (options, message) => {
  expect(() => terminalCommand({ telemetry: new InMemoryTelemetry(), ...options })).toThrow(message);
});
