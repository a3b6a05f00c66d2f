import { mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeLasting, readDurable, writeDurable } from "../src/durable-file.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const file = () => join(temporaryFolder(), "state.json");

test("what was written last is read back, and nothing lies beside it", async () => {
  const path = file();

  writeDurable(path, { offset: 1 });
  writeDurable(path, { offset: 2 });
  await makeLasting(path);

  expect(readDurable(path)).toEqual({ offset: 2 });
  expect(readdirSync(dirname(path))).toEqual(["state.json"]);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test("a file that is missing or damaged says nothing", () => {
  const path = file();

  expect(readDurable(path)).toBeUndefined();
  for (const damaged of ["", '{"offset":', "null", "7"]) {
    writeFileSync(path, damaged);
    expect(readDurable(path)).toBeUndefined();
  }
});

test("a file that cannot be read or written throws what the system says", async () => {
  const path = file();
  mkdirSync(path);

  expect(() => readDurable(path)).toThrow("EISDIR");
  expect(() => writeDurable(path, {})).toThrow("EISDIR");
  await expect(makeLasting(join(path, "x"))).rejects.toThrow("ENOENT");
});

test("on Windows, which opens no folders, only the file is made to last", async () => {
  const path = file();
  writeDurable(path, {});
  const { platform } = process;
  onTestFinished(() => void Object.defineProperty(process, "platform", { value: platform }));

  Object.defineProperty(process, "platform", { value: "win32" });

  await expect(makeLasting(path)).resolves.toBeUndefined();
});
