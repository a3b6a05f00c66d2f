import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { FilePromptStore } from "@heddle/genai";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const program = join(import.meta.dirname, "fixtures", "register-prompts.ts");

test("a version is a file that people can read, and a label is one, too", async () => {
  const folder = temporaryFolder();
  const store = new FilePromptStore(folder);

  await store.set({ name: "team/code-review", content: 'You review {{language}}.\nSay "why".' });
  await store.set({
    name: "team/code-review",
    content: [{ role: "user", content: "Hi\n" }],
    config: { temperature: 0 },
    modelHint: "gpt-5",
    description: "Short",
  });
  await store.label("team/code-review", 2, "production");

  expect(readdirSync(folder, { recursive: true }).sort()).toEqual([
    "team",
    "team/code-review",
    "team/code-review/1.json",
    "team/code-review/2.json",
    "team/code-review/production.label",
  ]);
  const text = (file: string) => readFileSync(join(folder, "team", "code-review", file), "utf8");
  expect(text("1.json")).toBe(`{
  "name": "team/code-review",
  "content": [
    "You review {{language}}.",
    "Say \\"why\\"."
  ]
}
`);
  expect(JSON.parse(text("2.json"))).toEqual({
    name: "team/code-review",
    description: "Short",
    modelHint: "gpt-5",
    config: { temperature: 0 },
    content: [{ role: "user", content: ["Hi", ""] }],
  });
  expect(text("production.label")).toBe("2\n");
});

test("what people write by hand counts, and everything else is left alone", async () => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, ".git", "deep"), { recursive: true });
  mkdirSync(join(folder, "my prompts"));
  mkdirSync(join(folder, "100%"));
  mkdirSync(join(folder, "p"));
  for (const file of ["README.md", "1.json", ".git/1.json", "my prompts/1.json", "100%/1.json"]) {
    writeFileSync(join(folder, file), "");
  }
  for (const file of [
    "notes.txt",
    "0.json",
    "01.json",
    "1.json.orig",
    "9999999999999999.json",
    ".label",
    "my label.label",
  ]) {
    writeFileSync(join(folder, "p", file), "");
  }
  writeFileSync(join(folder, "p", "7.json"), '{"content": "by {{hand}}", "name": "p"}');
  writeFileSync(join(folder, "p", "10.json"), '{"content": "ten", "name": "p"}');
  writeFileSync(join(folder, "p", "old.label"), "7");
  const store = new FilePromptStore(folder);

  const next = await store.set({ name: "p", content: "next" });

  expect(await store.list()).toEqual(["p"]);
  expect((await store.versions("p")).map(({ version, content, labels }) => [version, content, labels])).toEqual([
    [7, "by {{hand}}", ["old"]],
    [10, "ten", []],
    [11, "next", []],
  ]);
  expect(next.version).toBe(11);
});

test("the folder may be a URL, and is made with the first prompt", async () => {
  const folder = join(temporaryFolder(), "a", "b");
  const store = new FilePromptStore(pathToFileURL(folder));

  expect(await store.list()).toEqual([]);
  expect(existsSync(folder)).toBe(false);
  await store.set({ name: "p", content: "a" });
  expect(await store.list()).toEqual(["p"]);
});

test("a folder that is none is told", async () => {
  const folder = temporaryFolder();
  const file = join(folder, "x");
  writeFileSync(file, "");

  expect(() => new FilePromptStore(file)).toThrow(
    new Error(`FilePromptStore: ${JSON.stringify(file)} is a file; give the path of a folder`),
  );
  expect(() => new FilePromptStore("")).toThrow(
    new TypeError('FilePromptStore: "" is no path; give the path of a folder'),
  );
  await expect(new FilePromptStore("/proc/x/y").set({ name: "p", content: "a" })).rejects.toThrow("ENOENT");
  await expect(new FilePromptStore("/sys/x").set({ name: "p", content: "a" })).rejects.toThrow("mkdir '/sys/x'");
  await expect(new FilePromptStore(join(file, "y")).set({ name: "p", content: "a" })).rejects.toThrow("ENOTDIR");
  await expect(new FilePromptStore(folder).set({ name: "x", content: "a" })).rejects.toThrow("ENOTDIR");
  await expect(new FilePromptStore(folder).set({ name: "y".repeat(300), content: "a" })).rejects.toThrow(
    "ENAMETOOLONG",
  );
});

test.each([
  ["1.json", '{"name": "p", "cont', /1\.json" is no prompt: .*JSON/],
  ["1.json", "", /1\.json" is no prompt: Unexpected end of JSON input/],
  ["1.json", "[]", /1\.json" is no prompt: it holds no object/],
  ["1.json", '{"name": "p"}', /1\.json" is no prompt: Prompt "p": the content is no text/],
  [
    "1.json",
    '{"name": "p", "content": [{"role": "user"}]}',
    /1\.json" is no prompt: Prompt "p": the content is no text/,
  ],
  [
    "1.json",
    '{"name": "P", "content": "a"}',
    /1\.json" is no prompt: it holds the prompt "P"; give each a name of its own/,
  ],
  ["production.label", "", /production\.label" holds ""; write the number of a version/],
  ["production.label", "two", /production\.label" holds "two"; write the number of a version/],
])("a torn %s is told: %j", async (file, text, told) => {
  const folder = temporaryFolder();
  const store = new FilePromptStore(folder);
  await store.set({ name: "p", content: "a" });
  await store.label("p", 1, "production");

  writeFileSync(join(folder, "p", file), text);

  await expect(store.get("p")).rejects.toThrow(told);
  await expect(store.set({ name: "p", content: "b" })).rejects.toThrow(told);
  expect(readdirSync(join(folder, "p")).sort()).toEqual(["1.json", "production.label"]);
});

test("a label on a version that is gone is told, and nothing else is lost", async () => {
  const folder = temporaryFolder();
  const store = new FilePromptStore(folder);
  await store.set({ name: "p", content: "a" });
  await store.label("p", 1, "staging");
  await store.label("p", 1, "production");

  writeFileSync(join(folder, "p", "staging.label"), "9");

  await expect(store.get("p", { label: "staging" })).rejects.toThrow(
    'prompt "p" has no label "staging"; it has "production" (version 1), "staging" (version 9)',
  );
  expect((await store.get("p")).labels).toEqual(["production"]);
});

test("a disk that takes nothing is told, and leaves nothing half done", async () => {
  const folder = temporaryFolder();
  const store = new FilePromptStore(folder);
  await store.set({ name: "p", content: "a" });
  mkdirSync(join(folder, "p", "production.label"));

  await expect(store.label("p", 1, "production")).rejects.toThrow();
  expect(readdirSync(join(folder, "p")).sort()).toEqual(["1.json", "production.label"]);
});

test("stores that compete for a number both get one", async () => {
  const folder = temporaryFolder();
  const stores = Array.from({ length: 4 }, () => new FilePromptStore(folder));
  const contents = ["a", "b", "c"];

  const prompts = await Promise.all(
    stores.flatMap((store, index) =>
      contents.map((content) => store.set({ name: "p", content: `${content}${index % 2}` })),
    ),
  );

  const kept = await new FilePromptStore(folder).versions("p");
  expect(kept.map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(kept.map(({ content }) => content).sort()).toEqual(["a0", "a1", "b0", "b1", "c0", "c1"]);
  for (const { version, content } of prompts) expect(kept[version - 1]?.content).toBe(content);
  expect(readdirSync(join(folder, "p")).length).toBe(6);
});

test("a registration that fails keeps none after it from its own", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "x"), "");
  const store = new FilePromptStore(folder);

  const [failed, registered] = await Promise.allSettled([
    store.set({ name: "x", content: "a" }),
    store.set({ name: "p", content: "a" }),
  ]);

  expect(failed).toMatchObject({ status: "rejected", reason: { code: "ENOTDIR" } });
  expect(registered).toMatchObject({ status: "fulfilled", value: { name: "p", version: 1 } });
});

test("processes that register at once never overwrite a version", async () => {
  const folder = temporaryFolder();
  const names = ["a", "b", "c", "d"];

  const runs = await Promise.all(
    names.map((name) => promisify(execFile)(process.execPath, ["--conditions=@heddle/source", program, folder, name])),
  );

  const registered = runs.flatMap(({ stdout }) => JSON.parse(stdout) as [content: string, version: number][]);
  const kept = await new FilePromptStore(folder).versions("shared");
  const byContent = new Map(kept.map(({ content, version }) => [content, version]));
  expect(kept.map(({ version }) => version)).toEqual(kept.map((_, index) => index + 1));
  expect([...byContent.keys()].sort()).toEqual(
    ["common", "common too", ...names.flatMap((name) => [`${name} 1`, `${name} 2`])].sort(),
  );
  expect(registered).toEqual(registered.map(([content]) => [content, byContent.get(content)]));
  expect(readdirSync(join(folder, "shared")).length).toBe(10);
});
