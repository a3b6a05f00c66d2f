import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Clock, InMemoryTelemetry } from "@heddle/core";
import { agent, configure } from "@heddle/genai";
import { type CheckpointOptions, type ContentStore, checkpoint, FileContentStore } from "@heddle/genai/workspace";
import { afterEach, expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";

afterEach(() => void configure());

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");

/** A folder with files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const dir = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dir, path, ".."), { recursive: true });
    writeFileSync(join(dir, path), text, { mode: 0o644 });
  }
  return dir;
}

const pathsOf = async (dir: string, options: Omit<CheckpointOptions, "dir">) =>
  (await checkpoint("c", { dir, ...options })).files.map(({ path }) => path);

test("a checkpoint says how files are, and its span says so, too", async () => {
  const clock: Clock = { monotonicMs: () => 0, wallMs: () => 1_000 };
  configure({ clock });
  const telemetry = new InMemoryTelemetry();
  const dir = folderWith({ "main.py": "print()\n", "empty.py": "" });
  symlinkSync("main.py", join(dir, "link.py"));
  execFileSync("mkfifo", [join(dir, "pipe")]);

  const made = await agent("edit", { telemetry }, () =>
    checkpoint("before-edit", {
      files: ["main.py", "./empty.py", join(dir, "gone.py"), "link.py", "pipe", "main.py/below"],
      dir,
      description: "State before code modification",
      type: "tool_call",
    }),
  );

  const files = [
    { path: "empty.py", state: "file", sizeBytes: 0, sha256: sha256(""), mode: 0o644 },
    { path: "gone.py", state: "missing" },
    { path: "link.py", state: "link", target: "main.py" },
    { path: "main.py", state: "file", sizeBytes: 8, sha256: sha256("print()\n"), mode: 0o644 },
    { path: "main.py/below", state: "missing" },
    { path: "pipe", state: "unreadable", reason: "no file" },
  ];
  const { id, ...rest } = made;
  expect(rest).toEqual({
    name: "before-edit",
    type: "tool_call",
    description: "State before code modification",
    createdAt: 1_000,
    dir,
    scope: {
      files: ["main.py", "empty.py", "gone.py", "link.py", "pipe", "main.py/below"],
      exclude: [".git", ".heddle", "node_modules"],
    },
    files,
  });
  expect(id).toBe(sha256(JSON.stringify(rest)));
  expect(telemetry.spans()[0]).toMatchObject({
    name: "checkpoint before-edit",
    parentSpanId: telemetry.spans()[1]?.spanId,
    status: "ok",
    attributes: {
      "heddle.span.type": "task",
      "openinference.span.kind": "CHAIN",
      "heddle.checkpoint.id": id,
      "heddle.checkpoint.name": "before-edit",
      "heddle.checkpoint.type": "tool_call",
      "heddle.checkpoint.description": "State before code modification",
      "heddle.checkpoint.directory": dir,
      "heddle.checkpoint.file_count": 2,
      "heddle.checkpoint.total_bytes": 8,
      "heddle.checkpoint.files": files,
    },
  });
  expect(telemetry.spans()[0]?.attributes).not.toHaveProperty(["output.value"]);
});

test("folders hold all that is below, globs what they match, and each file counts once", async () => {
  const dir = folderWith({
    "src/a.ts": "",
    "src/deep/b.ts": "",
    "src/.env": "",
    "src/node_modules/x/c.ts": "",
    "[id].ts": "",
    "tmp/d.ts": "",
    ".git/config": "",
  });
  symlinkSync("..", join(dir, "src", "up"));

  expect(await pathsOf(dir, { files: ["src"] })).toEqual(["src/.env", "src/a.ts", "src/deep/b.ts", "src/up"]);
  expect(await pathsOf(dir, { files: ["**/*.ts", "src/a.ts"] })).toEqual([
    "[id].ts",
    "src/a.ts",
    "src/deep/b.ts",
    "tmp/d.ts",
  ]);
  expect(await pathsOf(dir, { files: ["*"], exclude: ["src/deep", "tmp"] })).toEqual(["[id].ts"]);
  expect(await pathsOf(dir, { files: ["."], exclude: ["src/deep", "tmp", ".git", "node_modules"] })).toEqual([
    "[id].ts",
    "src/.env",
    "src/a.ts",
    "src/up",
  ]);
  expect(await pathsOf(dir, { files: ["[id].ts", "no-match-*", ".git/config"] })).toEqual([".git/config", "[id].ts"]);
  expect(await pathsOf(dir, { files: [] })).toEqual([]);
});

test("a file that the system will not read is told, and so is a folder that is not one", async () => {
  const { files } = await checkpoint("c", { dir: "/proc/self", files: ["mem"] });

  expect(files).toEqual([{ path: "mem", state: "unreadable", reason: "EIO" }]);
});

test("a folder that may not be read is told, and the rest is there", async () => {
  const dir = folderWith({ "open/a": "", "locked/b": "" });
  for (const folder of [join(dir, ".."), dir]) chmodSync(folder, 0o755);
  chmodSync(join(dir, "locked"), 0);
  const user = process.geteuid?.() as number;

  // Nothing is locked for the superuser.
  if (user === 0) process.seteuid?.(65534);
  const made = checkpoint("c", { dir, files: ["."] });
  const { files } = await made.finally(() => process.seteuid?.(user));

  expect(files).toMatchObject([
    { path: "locked", state: "unreadable" },
    { path: "open/a", state: "file" },
  ]);
});

test("unless told, the folder is that of the process", async () => {
  const made = await checkpoint("c", { files: ["package.json"] });

  expect([made.dir, made.files]).toMatchObject([process.cwd(), [{ path: "package.json", state: "file" }]]);
});

test("contents are kept once each, for the owner alone, and never checkpointed themselves", async () => {
  const dir = folderWith({ a: "same", "b/b": "same", c: "other" });

  const first = await checkpoint("first", { dir, files: ["."], contents: true });
  const inside = new FileContentStore(join(dir, "kept", "contents"));
  const second = await checkpoint("second", { dir, files: ["."], contents: inside });
  const third = await checkpoint("third", { dir, files: ["."], contents: inside });

  const stored = [sha256("other"), sha256("same")].sort().map((hash) => join(hash.slice(0, 2), hash));
  const folder = join(dir, ".heddle", "contents");
  expect(first.contents).toBe(folder);
  const kept = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(kept.map(({ parentPath, name }) => join(parentPath, name)).sort()).toEqual(
    stored.map((path) => join(folder, path)),
  );
  expect(readFileSync(join(folder, stored[0] as string), "utf8")).toMatch(/^(same|other)$/);
  expect(second.files.map(({ path }) => path)).toEqual(["a", "b/b", "c"]);
  expect(third.files).toEqual(second.files);
});

test("a large file is kept without being held", async () => {
  const dir = folderWith({});
  writeFileSync(join(dir, "large"), Buffer.alloc(150_000_000, "x"));

  const before = process.memoryUsage.rss();
  const { files } = await checkpoint("c", { dir, files: ["large"], contents: true });

  expect(files).toMatchObject([{ sizeBytes: 150_000_000 }]);
  expect(process.memoryUsage.rss() - before).toBeLessThan(100_000_000);
});

test("of very many files a thousand are named on the span", async () => {
  const telemetry = new InMemoryTelemetry();
  const files = Array.from({ length: 1002 }, (_, at) => `missing-${at}`);

  const made = await checkpoint("c", { dir: temporaryFolder(), files, telemetry });

  const { attributes } = telemetry.spans()[0] ?? {};
  expect(made.files).toHaveLength(1002);
  expect(attributes?.["heddle.checkpoint.files"]).toHaveLength(1000);
  expect(attributes?.["heddle.checkpoint.files_omitted"]).toBe(2);
});

test("a store that fails is an error of the promise and of the span", async () => {
  const telemetry = new InMemoryTelemetry();
  const dir = folderWith({ a: "x", file: "" });

  const work = checkpoint("c", { dir, files: ["a"], contents: new FileContentStore(join(dir, "file")), telemetry });

  await expect(work).rejects.toMatchObject({ code: "ENOTDIR" });
  expect(telemetry.spans()).toMatchObject([{ status: "error" }]);
});

test("a file that goes away or changes while it is kept is as it was when it was read", async () => {
  const dir = folderWith({ gone: "x", grown: "x" });
  const kept = new FileContentStore(temporaryFolder());
  const contents: ContentStore = {
    has: (hash) => kept.has(hash),
    get: (hash) => kept.get(hash),
    put: async (content) => {
      rmSync(join(dir, "gone"), { force: true });
      writeFileSync(join(dir, "grown"), "xyz");
      return await kept.put(content);
    },
  };

  const { files, contents: folder } = await checkpoint("c", { dir, files: ["gone", "grown"], contents });

  expect(files).toMatchObject([
    { path: "gone", state: "missing" },
    { path: "grown", sizeBytes: 3, sha256: sha256("xyz") },
  ]);
  expect([await kept.has(sha256("xyz")), folder]).toEqual([true, undefined]);
});

test("many checkpoints at once share a store", async () => {
  const dir = folderWith(Object.fromEntries(Array.from({ length: 20 }, (_, at) => [`f${at}`, `${at % 5}`])));
  const contents = new FileContentStore(join(temporaryFolder(), "deep", "store"));

  const all = await Promise.all([1, 2, 3, 4].map((at) => checkpoint(`c${at}`, { dir, files: ["."], contents })));

  expect(new Set(all.map(({ files }) => JSON.stringify(files))).size).toBe(1);
  const left = readdirSync(contents.folder).filter((name) => name.startsWith("."));
  expect(left).toEqual([]);
});

test("switched off, it does its work and records nothing", async () => {
  const telemetry = new InMemoryTelemetry();
  configure({ enabled: false });
  const dir = folderWith({ a: "x" });

  const made = await checkpoint("c", { dir, files: ["a"], telemetry });
  rmSync(join(dir, "a"));

  expect(made.files).toMatchObject([{ path: "a", state: "file" }]);
  expect(telemetry.spans()).toEqual([]);
});

test.each([
  ["", { files: [] }, 'checkpoint: name "" is none; give a text'],
  ["c", { files: "a" as never }, 'checkpoint: files "a" are none; give a list of paths and globs'],
  ["c", { files: [7 as never] }, "checkpoint: files [7] are none; give a list of paths and globs"],
  ["c", { files: ["../a"], dir: "/tmp" }, 'checkpoint: "../a" is outside of "/tmp"; give a path inside'],
  ["c", { files: ["/etc/passwd"], dir: "/tmp" }, 'checkpoint: "/etc/passwd" is outside of "/tmp"; give a path inside'],
  ["c", { files: [".."], dir: "/tmp" }, 'checkpoint: ".." is outside of "/tmp"; give a path inside'],
  ["c", { files: ["a\0b"], dir: "/tmp" }, 'checkpoint: "a\\u0000b" is outside of "/tmp"; give a path inside'],
])("a checkpoint %j of %j is a mistake that is said at once", (name, options, message) => {
  expect(() => checkpoint(name, options)).toThrow(message);
});

test("a store tells what is no path and no hash", async () => {
  const store = new FileContentStore(temporaryFolder());

  expect(() => new FileContentStore("")).toThrow('FileContentStore: "" is no path; give the path of a folder');
  expect(() => new FileContentStore(7 as never)).toThrow("FileContentStore: 7 is no path; give the path of a folder");
  expect(() => store.get("../../etc/passwd")).toThrow('FileContentStore: "../../etc/passwd" is no SHA-256');
  await expect(store.has("x")).rejects.toThrow("give 64 hex digits");
});
