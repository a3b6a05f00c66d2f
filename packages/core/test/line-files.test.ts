import { readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { LineFiles } from "@heddle/core/bridge";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

/** Files, and what they told of. */
function watched(maxWaitingBytes = 1000) {
  const told: unknown[] = [];
  const files = new LineFiles({ header: "header\n", maxWaitingBytes, report: (error) => told.push(error) });
  return { files, told };
}

test("a line is in its file when the call returns, under the header of the file", () => {
  const folder = temporaryFolder();
  const { files } = watched();
  files.open(join(folder, "1"));

  files.write(join(folder, "1"), "one\n");
  files.write(join(folder, "2"), "two\n");
  files.close();
  files.write(join(folder, "1"), "three\n");

  expect(readFileSync(join(folder, "1"), "utf8")).toBe("header\none\nheader\nthree\n");
  expect(readFileSync(join(folder, "2"), "utf8")).toBe("header\ntwo\n");
  expect([files.pending, files.failed]).toEqual([0, 0]);
});

test("lines wait for a disk that is full, up to a bound", async () => {
  const path = join(temporaryFolder(), "lines");
  symlinkSync("/dev/full", path);
  const { files, told } = watched(10);

  files.write(path, "one\n");
  files.write(path, "two\n");
  files.write(path, "three\n");
  await expect(files.flush(1)).rejects.toThrow("2 lines are not written after 1 ms");
  expect([files.pending, files.failed, told.length]).toEqual([2, 1, 1]);

  rmSync(path);
  files.close();
  await files.flush(10_000);
  expect(readFileSync(path, "utf8")).toBe("header\none\ntwo\n");
  expect([files.pending, files.failed]).toEqual([0, 1]);
});

test("a file that cannot be opened throws what the system says", () => {
  const { files } = watched();

  expect(() => files.open(temporaryFolder())).toThrow("EISDIR");
});
