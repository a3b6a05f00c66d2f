import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeLasting, readDurable, reserveDurable, writeDurable } from "../src/durable-file.ts";
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

test("a disk that is full takes what has room in the file that is there", () => {
  const path = file();
  writeDurable(path, { text: "x".repeat(50) }, 100);
  const { ino, size } = statSync(path);

  symlinkSync("/dev/full", `${path}.new`);
  writeDurable(path, { text: "short" }, 100);

  expect(readDurable(path)).toEqual({ text: "short" });
  expect(statSync(path)).toMatchObject({ ino, size });
  expect(size).toBe(100);
  expect(readdirSync(dirname(path))).toEqual(["state.json"]);

  symlinkSync("/dev/full", `${path}.new`);
  expect(() => writeDurable(path, { text: "x".repeat(100) }, 100)).toThrow("ENOSPC");
  symlinkSync("/dev/full", join(dirname(path), "missing.json.new"));
  expect(() => writeDurable(join(dirname(path), "missing.json"), {}, 100)).toThrow("ENOSPC");
});

test("room is taken once, and says nothing", () => {
  const path = file();

  reserveDurable(path, 10);
  const reserved = readFileSync(path, "utf8");
  writeDurable(path, { offset: 1 }, 10);
  reserveDurable(path, 20);

  expect(reserved).toBe(" ".repeat(10));
  expect(readFileSync(path, "utf8")).toBe('{"offset":1}        ');
  expect(() => reserveDurable(join(path, "below"), 10)).toThrow("ENOTDIR");
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
