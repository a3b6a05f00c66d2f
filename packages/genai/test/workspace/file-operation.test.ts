import { createHash } from "node:crypto";
import { InMemoryTelemetry, NoTelemetry, withTelemetry } from "@heddle/core";
import { agent, configure } from "@heddle/genai";
import { type FileOperationOptions, fileOperation } from "@heddle/genai/workspace";
import { afterEach, expect, test } from "vitest";

afterEach(() => void configure());

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** The attributes of one operation, recorded in a span. */
function recorded(options: FileOperationOptions) {
  const telemetry = new InMemoryTelemetry();
  agent("refactor", { telemetry }, () => fileOperation(options));
  const [event] = telemetry.spans()[0]?.events ?? [];
  expect(event?.name).toBe("heddle.file_operation");
  return event?.attributes;
}

test("an edit is an event with what changed", () => {
  const attributes = recorded({
    operation: "edit",
    path: "src/main.py",
    before: "one\ntwo\nthree\n",
    after: "one\n2\nthree\nfour\n",
    reason: "numbers",
    toolName: "editor",
    mode: 0o644,
  });

  expect(attributes).toEqual({
    "heddle.file.operation": "edit",
    "file.path": "src/main.py",
    "file.name": "main.py",
    "file.extension": "py",
    "file.size": 17,
    "file.mode": "0644",
    "heddle.file.sha256_before": sha256("one\ntwo\nthree\n"),
    "heddle.file.sha256": sha256("one\n2\nthree\nfour\n"),
    "heddle.file.lines_added": 2,
    "heddle.file.lines_removed": 1,
    "heddle.file.diff": `--- src/main.py
+++ src/main.py
@@ -1,3 +1,4 @@
 one
-two
+2
 three
+four
`,
    "heddle.reason": "numbers",
    "gen_ai.tool.name": "editor",
  });
});

test.each<[string, FileOperationOptions, object]>([
  [
    "a new file is all added",
    { operation: "create", path: "a", after: "x\ny" },
    {
      "file.size": 3,
      "heddle.file.sha256": sha256("x\ny"),
      "heddle.file.lines_added": 2,
      "heddle.file.lines_removed": 0,
      "heddle.file.diff": "--- /dev/null\n+++ a\n@@ -0,0 +1,2 @@\n+x\n+y\n\\ No newline at end of file\n",
    },
  ],
  [
    "a new file can be empty",
    { operation: "create", path: "a", after: "" },
    {
      "file.size": 0,
      "heddle.file.sha256": sha256(""),
      "heddle.file.lines_added": 0,
      "heddle.file.lines_removed": 0,
    },
  ],
  [
    "a file that is deleted is all removed",
    { operation: "delete", path: "a", before: "x\n" },
    {
      "file.size": 2,
      "heddle.file.sha256_before": sha256("x\n"),
      "heddle.file.lines_added": 0,
      "heddle.file.lines_removed": 1,
      "heddle.file.diff": "--- a\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-x\n",
    },
  ],
  [
    "to empty a file is a change",
    { operation: "update", path: "a", before: "x\n", after: "" },
    {
      "file.size": 0,
      "heddle.file.sha256_before": sha256("x\n"),
      "heddle.file.sha256": sha256(""),
      "heddle.file.lines_added": 0,
      "heddle.file.lines_removed": 1,
      "heddle.file.diff": "--- a\n+++ a\n@@ -1,1 +0,0 @@\n-x\n",
    },
  ],
  [
    "a rename says where to, and has no diff",
    { operation: "rename", path: "a", newPath: "b", before: "x", after: "x" },
    {
      "heddle.file.new_path": "b",
      "file.size": 1,
      "heddle.file.sha256_before": sha256("x"),
      "heddle.file.sha256": sha256("x"),
    },
  ],
  [
    "what is read is no change",
    { operation: "read", path: "a", after: "x" },
    { "file.size": 1, "heddle.file.sha256": sha256("x") },
  ],
  [
    "an edit of which only the new text is known",
    { operation: "edit", path: "a", after: "x" },
    { "file.size": 1, "heddle.file.sha256": sha256("x") },
  ],
  ["permissions", { operation: "chmod", path: "a", mode: 0o5 }, { "file.mode": "0005" }],
  ["nothing else is known", { operation: "copy", path: "a" }, {}],
  [
    "bytes that are no text are not compared",
    { operation: "update", path: "a", before: new Uint8Array([0, 255]), after: "x" },
    {
      "file.size": 1,
      "heddle.file.sha256_before": createHash("sha256")
        .update(new Uint8Array([0, 255]))
        .digest("hex"),
      "heddle.file.sha256": sha256("x"),
      "heddle.file.diff_omitted": "binary",
    },
  ],
  [
    "bytes can be text",
    { operation: "update", path: "a", before: new TextEncoder().encode("é\n"), after: "e\n" },
    {
      "file.size": 2,
      "heddle.file.sha256_before": sha256("é\n"),
      "heddle.file.sha256": sha256("e\n"),
      "heddle.file.lines_added": 1,
      "heddle.file.lines_removed": 1,
      "heddle.file.diff": "--- a\n+++ a\n@@ -1,1 +1,1 @@\n-é\n+e\n",
    },
  ],
  [
    "a new file whose text is not known",
    { operation: "create", path: "a", before: "x", mode: 0o600 },
    {
      "file.size": 1,
      "file.mode": "0600",
      "heddle.file.sha256_before": sha256("x"),
      "heddle.file.diff_omitted": "unread",
    },
  ],
  [
    "a failure",
    { operation: "delete", path: "a", error: new TypeError("no") },
    { "error.type": "TypeError", "error.message": "no" },
  ],
])("of an operation, what is known is told: %s", (_title, options, known) => {
  const attributes = recorded(options);

  expect(attributes).toEqual({
    "heddle.file.operation": options.operation,
    "file.path": options.path,
    "file.name": options.path,
    ...known,
  });
});

test("texts too long to compare are hashed", () => {
  const text = "a\n".repeat(1_500_000);

  const attributes = recorded({ operation: "update", path: "a", before: text, after: `${text}b` });

  expect(attributes).toMatchObject({ "file.size": 3_000_001, "heddle.file.diff_omitted": "size" });
});

test("a diff is as long as it may be, and not there where content is not captured", () => {
  const before = "a\n".repeat(100);
  const options = { operation: "edit", path: "a", before, after: "b\n".repeat(100), maxDiffLength: 50 } as const;

  const cut = recorded(options);
  configure({ capture: { input: false } });
  const none = recorded(options);

  expect(cut).toMatchObject({
    "heddle.file.lines_added": 100,
    "heddle.file.diff": `--- a\n+++ a\n@@ -1,100 +1,100 @@\n${"-a\n".repeat(6)}… [194 more lines]\n`,
    "heddle.file.diff_cut": true,
  });
  expect(none).toMatchObject({ "heddle.file.lines_added": 100 });
  expect(none).not.toHaveProperty(["heddle.file.diff"]);
});

test("without a span around, by trace id and for another telemetry, it is a span of its own", () => {
  const telemetry = new InMemoryTelemetry();
  const other = new InMemoryTelemetry();
  const [traceId, spanId] = ["0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"];
  const options = { operation: "read", path: "a" } as const;

  fileOperation({ ...options, telemetry });
  agent("run", { telemetry }, () => {
    fileOperation({ ...options, traceId });
    fileOperation({ ...options, traceId, spanId });
    fileOperation({ ...options, telemetry });
    fileOperation({ ...options, telemetry: other });
  });

  const attributes = {
    "heddle.span.type": "task",
    "openinference.span.kind": "CHAIN",
    "heddle.file.operation": "read",
    "file.path": "a",
    "file.name": "a",
  };
  expect(telemetry.spans()).toMatchObject([
    { name: "heddle.file_operation", attributes },
    { traceId, attributes },
    { traceId, parentSpanId: spanId, attributes },
    { name: "run", events: [{ name: "heddle.file_operation" }] },
  ]);
  expect(other.spans()).toMatchObject([{ name: "heddle.file_operation", attributes }]);
});

test("nothing is looked at where nothing is recorded", () => {
  class Trap extends Uint8Array {
    override get length(): number {
      throw new Error("looked at");
    }
  }
  const trap = new Trap(1);
  const options = { operation: "edit", path: "a", before: trap, after: trap } as const;

  expect(() => fileOperation({ ...options, telemetry: new NoTelemetry() })).not.toThrow();
  expect(() => withTelemetry(new NoTelemetry(), () => fileOperation(options))).not.toThrow();
  expect(() => fileOperation({ ...options, telemetry: new InMemoryTelemetry() })).toThrow("looked at");
  configure({ enabled: false });
  expect(() => fileOperation({ ...options, telemetry: new InMemoryTelemetry() })).not.toThrow();
});

test.each<[FileOperationOptions, string]>([
  [
    { operation: "open" as never, path: "a" },
    'fileOperation: operation "open" is not one; give create, read, update, edit, delete, rename, copy, move, chmod',
  ],
  [{ operation: "read", path: "" }, 'fileOperation: path "" is none; give the path of the file'],
  [
    { operation: "edit", path: "a", before: null, after: 7 as never },
    "fileOperation: after 7 is no content; give a text or bytes",
  ],
  [{ operation: "read", path: 7 as never }, "fileOperation: path 7 is none; give the path of the file"],
])("%j is a mistake that is said at once", (options, message) => {
  expect(() => fileOperation(options)).toThrow(message);
});
