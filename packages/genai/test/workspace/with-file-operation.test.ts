import { execFileSync } from "node:child_process";
import { appendFileSync, chmodSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { InMemoryTelemetry } from "@heddle/core";
import { configure } from "@heddle/genai";
import { withFileOperation } from "@heddle/genai/workspace";
import { afterEach, expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";

afterEach(() => void configure());

test("the file is read before and after the work, and the span says what changed", async () => {
  const telemetry = new InMemoryTelemetry();
  const path = join(temporaryFolder(), "main.ts");
  writeFileSync(path, "a\n", { mode: 0o640 });

  const result = await withFileOperation({ operation: "edit", path, reason: "to grow", telemetry }, (span) => {
    span.annotate("one line more");
    appendFileSync(path, "b\n");
    return 7;
  });

  expect(result).toBe(7);
  expect(telemetry.spans()).toEqual([
    expect.objectContaining({
      name: "edit main.ts",
      status: "ok",
      attributes: {
        "heddle.span.type": "task",
        "openinference.span.kind": "CHAIN",
        "heddle.file.operation": "edit",
        "file.path": path,
        "file.name": "main.ts",
        "file.extension": "ts",
        "file.size": 4,
        "file.mode": "0640",
        "heddle.file.sha256_before": "87428fc522803d31065e7bce3cf03fe475096631e5e07bbd7a0fde60c4cf25c7",
        "heddle.file.sha256": expect.stringMatching(/^[0-9a-f]{64}$/),
        "heddle.file.lines_added": 1,
        "heddle.file.lines_removed": 0,
        "heddle.file.diff": `--- ${path}\n+++ ${path}\n@@ -1,1 +1,2 @@\n a\n+b\n`,
        "heddle.reason": "to grow",
        "output.value": 7,
        "output.mime_type": "application/json",
      },
    }),
  ]);
});

test("what a failure leaves is told, and the failure comes out", async () => {
  const telemetry = new InMemoryTelemetry();
  const path = join(temporaryFolder(), "a");
  const error = new Error("disk full");

  const work = withFileOperation({ operation: "create", path, telemetry }, async () => {
    writeFileSync(path, "half");
    throw error;
  });

  await expect(work).rejects.toBe(error);
  expect(telemetry.spans()).toMatchObject([{ status: "error", attributes: { "heddle.file.lines_added": 1 } }]);
});

test("files are followed where they go", async () => {
  const telemetry = new InMemoryTelemetry();
  const folder = temporaryFolder();
  const [path, newPath] = [join(folder, "a"), join(folder, "b")];
  writeFileSync(path, "x\n");

  await withFileOperation({ operation: "rename", path, newPath, telemetry }, () => renameSync(path, newPath));
  await withFileOperation({ operation: "chmod", path: newPath, telemetry }, () => chmodSync(newPath, 0o600));
  await withFileOperation({ operation: "read", path: newPath, telemetry }, () => readFile(newPath, "utf8"));
  await withFileOperation({ operation: "delete", path: newPath, telemetry }, () => rmSync(newPath));

  const hash = "73cb3858a687a8494ca3323053016282f3dad39d42cf62ca4e79dda2aac7d9ac";
  expect(telemetry.spans().map(({ attributes }) => attributes)).toEqual([
    expect.objectContaining({ "heddle.file.sha256": hash, "heddle.file.new_path": newPath }),
    expect.objectContaining({ "heddle.file.sha256": hash, "file.mode": "0600" }),
    expect.objectContaining({ "heddle.file.sha256": hash, "output.value": "x\n" }),
    expect.objectContaining({ "heddle.file.sha256_before": hash, "heddle.file.lines_removed": 1 }),
  ]);
  expect(telemetry.spans()[0]?.attributes).not.toHaveProperty(["heddle.file.diff"]);
});

test("large files are hashed and not held; folders, pipes and what cannot be read do no harm", async () => {
  const telemetry = new InMemoryTelemetry();
  const folder = temporaryFolder();
  const [large, pipe] = [join(folder, "large"), join(folder, "pipe")];
  writeFileSync(large, "x".repeat(200_000));
  mkdirSync(join(folder, "sub"));
  execFileSync("mkfifo", ["-m", "600", pipe]);

  const grow = () => appendFileSync(large, "y");
  await withFileOperation({ operation: "update", path: large, maxContentBytes: 100, telemetry }, grow);
  await withFileOperation({ operation: "update", path: pipe, telemetry }, () => {});
  await withFileOperation({ operation: "update", path: "/proc/self/mem", telemetry }, () => {});
  await withFileOperation({ operation: "delete", path: join(folder, "sub"), telemetry }, () => {});

  const states = telemetry
    .spans()
    .map(({ attributes }) => [
      attributes["file.size"],
      attributes["file.mode"],
      attributes["heddle.file.diff_omitted"],
    ]);
  expect(states).toEqual([
    [200_001, expect.any(String), "unread"],
    [undefined, "0600", undefined],
    [undefined, undefined, undefined],
    [undefined, expect.any(String), undefined],
  ]);
});

test("without telemetry nothing is read, and the work is done", async () => {
  const telemetry = new InMemoryTelemetry();
  configure({ enabled: false });

  const result = await withFileOperation({ operation: "read", path: "/no/such/file", telemetry }, () => "done");

  expect(result).toBe("done");
  expect(telemetry.spans()).toEqual([]);
});

test("a mistake is said at once", () => {
  expect(() => withFileOperation({ operation: "read", path: "" }, () => {})).toThrow(
    'withFileOperation: path "" is none; give the path of the file',
  );
});
