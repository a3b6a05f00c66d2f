import { readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { LineFiles } from "@heddle/core/bridge";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

/** Files, and what they told of. */
function watched(maxWaitingBytes = 1000) {
  const told: unknown[] = [];
  const files = new LineFiles({ header: () => "header\n", maxWaitingBytes, report: (error) => told.push(error) });
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

test("a file that is deleted is opened anew, with a header of its own", async () => {
  const folder = join(temporaryFolder(), "lines");
  const told: unknown[] = [];
  let opened = 0;
  const header = () => `header ${++opened}\n`;
  const files = new LineFiles({ header, maxWaitingBytes: 1000, report: (error) => told.push(error) });
  files.write(join(folder, "1"), "one\n");

  rmSync(folder, { recursive: true });
  await files.flush(1000);
  files.open(join(folder, "1"));
  files.open(join(folder, "1"));
  files.write(join(folder, "1"), "two\n");

  expect(readFileSync(join(folder, "1"), "utf8")).toBe("header 2\ntwo\n");
  expect(told).toEqual([new Error(`${join(folder, "1")} was deleted or closed; it is opened anew`)]);
});

test("a line whose file has no header yet waits for it", async () => {
  const path = join(temporaryFolder(), "lines");
  const told: unknown[] = [];
  let isReady = false;
  const header = () => {
    if (!isReady) throw new Error("not ready");
    return "header\n";
  };
  const files = new LineFiles({ header, maxWaitingBytes: 1000, report: (error) => told.push(error) });

  files.write(path, "one\n");
  isReady = true;
  await files.flush(10_000);

  expect(readFileSync(path, "utf8")).toBe("header\none\n");
  expect(told).toMatchObject([{ message: `${path} cannot be written: not ready; records wait` }]);
});

test("lines that wait can go to another file, in order", async () => {
  const folder = temporaryFolder();
  symlinkSync("/dev/full", join(folder, "1"));
  const { files } = watched();
  for (const line of ["one\n", "two\n"]) files.write(join(folder, "1"), line);
  const flushed = files.flush(10_000);

  files.goOn(join(folder, "2"));
  files.write(join(folder, "2"), "three\n");
  await flushed;

  expect(readFileSync(join(folder, "2"), "utf8")).toBe("header\none\ntwo\nthree\n");
  expect([files.pending, files.failed]).toEqual([0, 0]);
});
