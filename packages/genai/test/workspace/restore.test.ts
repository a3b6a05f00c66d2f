import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { InMemoryTelemetry } from "@heddle/core";
import {
  type Checkpoint,
  type ContentStore,
  checkpoint,
  diffCheckpoints,
  FileContentStore,
  RestoreError,
  restore,
} from "@heddle/genai/workspace";
import { expect, test } from "vitest";
import { temporaryFolder } from "../temporary-folder.ts";

/** A folder with files. */
function folderWith(files: Readonly<Record<string, string>>): string {
  const dir = temporaryFolder();
  for (const [path, text] of Object.entries(files)) write(dir, path, text);
  return dir;
}

function write(dir: string, path: string, text: string): void {
  mkdirSync(join(dir, path, ".."), { recursive: true });
  writeFileSync(join(dir, path), text);
}

/** All files and links, without those of `.heddle`. */
function contentsOf(dir: string): Record<string, string> {
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && !entry.parentPath.includes(".heddle"))
    .map((entry) => join(entry.parentPath, entry.name));
  const textOf = (path: string) =>
    lstatSync(path).isSymbolicLink() ? `-> ${readlinkSync(path)}` : readFileSync(path, "utf8");
  return Object.fromEntries(entries.sort().map((path) => [path.slice(dir.length + 1), textOf(path)]));
}

/** A kept checkpoint of a folder, and what is done to the folder since. */
async function changedFolder(): Promise<{ dir: string; made: Checkpoint; before: Record<string, string> }> {
  const dir = folderWith({
    "src/a.ts": "a\n",
    "src/b.ts": "b\n",
    "src/deep/c.ts": "c\n",
    "src/run.sh": "#!/bin/sh\n",
    "other.txt": "x",
  });
  chmodSync(join(dir, "src/run.sh"), 0o755);
  symlinkSync("a.ts", join(dir, "src/link.ts"));
  const before = contentsOf(dir);
  const made = await checkpoint("before", { dir, files: ["src", "new.md"], contents: true });
  write(dir, "src/a.ts", "changed\n");
  rmSync(join(dir, "src/deep"), { recursive: true });
  rmSync(join(dir, "src/link.ts"));
  symlinkSync("/etc/passwd", join(dir, "src/link.ts"));
  chmodSync(join(dir, "src/run.sh"), 0o600);
  write(dir, "src/made/here/d.ts", "d");
  write(dir, "new.md", "n");
  write(dir, "other.txt", "y");
  return { dir, made, before: { ...before, "other.txt": "y" } };
}

const changes = {
  created: ["src/deep/c.ts"],
  changed: ["src/a.ts", "src/link.ts", "src/run.sh"],
  deleted: ["new.md", "src/made/here/d.ts"],
  failed: [],
};

test("what has changed is written, what is missing created, and what was not there deleted", async () => {
  const telemetry = new InMemoryTelemetry();
  const { dir, made, before } = await changedFolder();

  const report = await restore(made, { telemetry });

  expect(report).toEqual(changes);
  expect(contentsOf(dir)).toEqual(before);
  expect(statSync(join(dir, "src/run.sh")).mode & 0o777).toBe(0o755);
  expect(existsSync(join(dir, "src/made"))).toBe(false);
  expect(telemetry.spans()).toMatchObject([
    {
      name: "restore before",
      status: "ok",
      attributes: {
        "heddle.checkpoint.id": made.id,
        "heddle.checkpoint.name": "before",
        "heddle.checkpoint.directory": dir,
        "output.value": changes,
      },
    },
  ]);
  expect(await restore(made)).toEqual({ created: [], changed: [], deleted: [], failed: [] });
});

test("a dry run says the same, and does nothing", async () => {
  const { dir, made } = await changedFolder();
  const before = contentsOf(dir);

  const report = await restore(made, { dryRun: true });

  expect(report).toEqual(changes);
  expect(contentsOf(dir)).toEqual(before);
});

test("a checkpoint goes through JSON, and into another folder", async () => {
  const { dir, made } = await changedFolder();
  const elsewhere = folderWith({ "src/b.ts": "other", "src/mine.ts": "mine", "new.md": "n" });
  const contents = new FileContentStore(join(dir, ".heddle/contents"));
  const { contents: _folder, ...moved } = JSON.parse(JSON.stringify(made)) as Checkpoint;

  await restore(moved, { dir: elsewhere, contents });

  expect(contentsOf(elsewhere)).toEqual({
    "src/a.ts": "a\n",
    "src/b.ts": "b\n",
    "src/deep/c.ts": "c\n",
    "src/link.ts": "-> a.ts",
    "src/mine.ts": "mine",
    "src/run.sh": "#!/bin/sh\n",
  });
});

test("without contents nothing is touched, unless permissions alone are others", async () => {
  const telemetry = new InMemoryTelemetry();
  const dir = folderWith({ a: "1", b: "2" });
  chmodSync(join(dir, "a"), 0o600);
  const made = await checkpoint("c", { dir, files: ["a", "b", "c"] });
  chmodSync(join(dir, "a"), 0o640);

  const modes = await restore(made);
  write(dir, "b", "3");
  write(dir, "c", "new");
  const refused = await restore(made, { telemetry }).catch((error: unknown) => error);

  expect(modes.changed).toEqual(["a"]);
  expect(statSync(join(dir, "a")).mode & 0o777).toBe(0o600);
  expect(refused).toBeInstanceOf(RestoreError);
  expect(refused).toMatchObject({
    message: '1 of the files cannot be restored: "b" (its content was not kept)',
    report: { created: [], changed: [], deleted: [], failed: [{ path: "b", reason: "its content was not kept" }] },
  });
  expect(contentsOf(dir)).toEqual({ a: "1", b: "3", c: "new" });
  expect(telemetry.spans()).toMatchObject([{ status: "error", exception: expect.stringContaining("RestoreError") }]);
});

test("links never lead out of the folder", async () => {
  const outside = folderWith({ "a.ts": "outside" });
  const dir = folderWith({ "src/a.ts": "1", "lib/b.ts": "2" });
  const made = await checkpoint("c", { dir, files: ["src", "lib/b.ts"], contents: true });
  rmSync(join(dir, "src"), { recursive: true });
  symlinkSync(outside, join(dir, "src"));
  write(dir, "lib/b.ts", "3");

  const report = await restore(made, { dryRun: true });
  await expect(restore(made)).rejects.toThrow(RestoreError);

  expect(report.failed).toEqual([{ path: "src/a.ts", reason: "a link on its way leads out of the folder" }]);
  expect(contentsOf(outside)).toEqual({ "a.ts": "outside" });
});

test("a checkpoint that somebody made up cannot leave the folder", async () => {
  const dir = folderWith({ a: "1" });
  const outside = temporaryFolder();
  const made = await checkpoint("c", { dir, files: ["a"], contents: true });
  const [file] = made.files;
  const linked = {
    ...made,
    files: [
      { path: "to", state: "link", target: outside },
      { ...file, path: "to/evil" },
    ],
  } as Checkpoint;

  await expect(restore({ ...made, files: [{ ...file, path: "../evil" }] } as Checkpoint)).rejects.toThrow(
    'restore: "../evil" is outside of',
  );
  await expect(restore({ ...made, scope: { files: ["/"], exclude: [] } })).rejects.toThrow("is outside of");
  await expect(restore(linked)).rejects.toThrow("a link on its way leads out of the folder");
  expect(readdirSync(outside)).toEqual([]);
});

test("what cannot be put in place is told, and all the rest is done", async () => {
  const dir = folderWith({ a: "1", b: "2", c: "3", "d/d/d": "4" });
  const made = await checkpoint("c", { dir, files: ["a", "b", "c", "d/d/d"], contents: true });
  rmSync(join(dir, "a"));
  write(dir, "a/node_modules/x", "mine");
  rmSync(join(dir, "b"));
  mkdirSync(join(dir, "b"));
  write(dir, "c", "changed");
  rmSync(join(dir, "d"), { recursive: true });
  write(dir, "d", "a file now");

  const error = await restore(made).catch((error: RestoreError) => error);

  expect(error).toMatchObject({
    report: {
      created: [],
      changed: ["b", "c"],
      deleted: [],
      failed: [
        { path: "a", reason: expect.stringMatching(/ENOTEMPTY|EISDIR|EEXIST/) },
        { path: "d/d/d", reason: expect.stringContaining("ENOTDIR") },
      ],
    },
  });
  expect(contentsOf(dir)).toEqual({ "a/node_modules/x": "mine", b: "2", c: "3", d: "a file now" });
});

test("a content that is damaged in the store is not put in place", async () => {
  const dir = folderWith({ a: "1" });
  const made = await checkpoint("c", { dir, files: ["a"], contents: true });
  const [file] = made.files;
  if (file?.state !== "file") throw new Error("no file");
  write(join(dir, ".heddle/contents", file.sha256.slice(0, 2)), file.sha256, "torn");
  write(dir, "a", "mine");

  await expect(restore(made)).rejects.toThrow("its content is damaged in the store");
  expect(contentsOf(dir)).toEqual({ a: "mine" });
});

test("a folder that is not there is made, but not by a dry run", async () => {
  const dir = folderWith({ a: "1" });
  const made = await checkpoint("c", { dir, files: ["a"], contents: true });
  const elsewhere = join(temporaryFolder(), "deep", "elsewhere");

  const dry = await restore(made, { dir: elsewhere, dryRun: true });
  expect(existsSync(elsewhere)).toBe(false);
  const report = await restore(made, { dir: elsewhere });

  expect(dry).toEqual(report);
  expect(contentsOf(elsewhere)).toEqual({ a: "1" });
});

test("a folder whose way goes round in circles is told", async () => {
  const dir = folderWith({});
  symlinkSync("loop", join(dir, "loop"));
  const made = await checkpoint("c", { dir: folderWith({ a: "1" }), files: ["a"], contents: true });

  await expect(restore(made, { dir: join(dir, "loop") })).rejects.toThrow("ELOOP");
});

test("a content that goes away in between is told", async () => {
  const dir = folderWith({ a: "1" });
  const made = await checkpoint("c", { dir, files: ["a"], contents: true });
  const kept = new FileContentStore(join(dir, ".heddle/contents"));
  write(dir, "a", "mine");
  const contents: ContentStore = {
    has: async (hash) => {
      const isThere = await kept.has(hash);
      rmSync(kept.folder, { recursive: true });
      return isThere;
    },
    get: (hash) => kept.get(hash),
    put: (content) => kept.put(content),
  };

  await expect(restore(made, { contents })).rejects.toThrow('cannot be restored: "a" (ENOENT');
  await expect(diffCheckpoints(made, await checkpoint("d", { dir, files: ["a"], contents: true }))).rejects.toThrow(
    "ENOENT",
  );
  expect(contentsOf(dir)).toEqual({ a: "mine" });
});

test.each(["a", "locked", ""])("what could not be read is left alone, with all below: %j", async (path) => {
  const dir = folderWith({ a: "1", "locked/b": "2" });
  const made = await checkpoint("c", { dir, files: ["."] });
  const others = made.files.filter((file) => !file.path.startsWith(path));
  const unread = { ...made, files: [...others, { path, state: "unreadable", reason: "EACCES" }] } as Checkpoint;

  expect(await restore(unread)).toEqual({ created: [], changed: [], deleted: [], failed: [] });
  expect(contentsOf(dir)).toEqual({ a: "1", "locked/b": "2" });
});

test("two checkpoints are compared, with diffs where contents were kept", async () => {
  const { dir, made } = await changedFolder();
  write(dir, "src/b.ts", "b\0inary");
  const after = await checkpoint("after", { dir, files: ["src", "new.md"], contents: true });

  const diff = await diffCheckpoints(made, after);
  const same = await diffCheckpoints(after, after);

  expect({ ...diff, changed: diff.changed.map(({ before: _, after: __, ...rest }) => rest) }).toEqual({
    added: ["new.md", "src/made/here/d.ts"],
    removed: ["src/deep/c.ts"],
    changed: [
      {
        path: "src/a.ts",
        linesAdded: 1,
        linesRemoved: 1,
        diff: "--- src/a.ts\n+++ src/a.ts\n@@ -1,1 +1,1 @@\n-a\n+changed\n",
      },
      { path: "src/b.ts" },
      { path: "src/link.ts" },
      { path: "src/run.sh" },
    ],
    unreadable: [],
  });
  expect(diff.changed[3]).toMatchObject({ before: { mode: 0o755 }, after: { mode: 0o600 } });
  expect(same).toEqual({ added: [], removed: [], changed: [], unreadable: [] });
});

test("without contents, the comparison says which files are others; what could not be read nobody knows", async () => {
  const dir = folderWith({ a: "1", b: "2" });
  const made = await checkpoint("before", { dir, files: ["a", "b"] });
  write(dir, "a", "3");
  const after = await checkpoint("after", { dir, files: ["a"] });
  const unread = { ...after, files: [...after.files, { path: "b", state: "unreadable", reason: "EIO" }] } as Checkpoint;

  const diff = await diffCheckpoints(made, unread);

  expect(diff).toEqual({
    added: [],
    removed: [],
    changed: [{ path: "a", before: made.files[0], after: after.files[0] }],
    unreadable: ["b"],
  });
});
