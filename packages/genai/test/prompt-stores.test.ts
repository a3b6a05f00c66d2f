import { cachedPrompts, FilePromptStore, MemoryPromptStore, PromptNotFound, type PromptStore } from "@heddle/genai";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const stores: [name: string, make: () => PromptStore][] = [
  ["MemoryPromptStore", () => new MemoryPromptStore()],
  ["FilePromptStore", () => new FilePromptStore(temporaryFolder())],
  ["cachedPrompts", () => cachedPrompts(new MemoryPromptStore())],
];

describe.each(stores)("%s", (_name, make) => {
  test("gives back what was registered, as version 1", async () => {
    const store = make();
    const template = {
      name: "team/code-review",
      content: [
        { role: "system", content: "You review {{language}}.\r\n\nBe kind.\n" },
        { role: "user", content: "" },
      ],
      description: "Reviews.",
      modelHint: "gpt-5",
      config: { temperature: 0, stop: ["a"] },
    };

    const registered = await store.set({ ...template, variables: ["language"] });

    expect({ ...registered }).toEqual({ ...template, variables: ["language"], version: 1, labels: [] });
    expect(await store.get("team/code-review")).toEqual(registered);
    expect((await store.get("team/code-review")).compileMessages({ language: "Go" })[1]).toEqual({
      role: "user",
      content: "",
    });
  });

  test("counts versions by one, and only where something differs", async () => {
    const store = make();

    const versions: number[] = [];
    for (const template of [
      { content: "a" },
      { content: "a" },
      { content: "b" },
      { content: "b", config: { x: 1, y: 2 } },
      { content: "b", config: { y: 2, x: 1 } },
      { content: "b", modelHint: "gpt-5" },
      { content: "b", description: "B" },
      { content: [{ role: "user", content: "b" }] },
      { content: "a" },
    ]) {
      versions.push((await store.set({ name: "p", ...template })).version);
    }

    expect(versions).toEqual([1, 1, 2, 3, 3, 4, 5, 6, 1]);
    expect((await store.versions("p")).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("many that register at once get a version each, and the same content only one", async () => {
    const store = make();
    const contents = Array.from({ length: 12 }, (_, index) => `content ${index % 6}`);

    const prompts = await Promise.all(contents.map((content) => store.set({ name: "p", content })));

    expect(prompts.map(({ content }) => content)).toEqual(contents);
    expect(new Set(prompts.map(({ content, version }) => `${version}: ${content}`)).size).toBe(6);
    expect((await store.versions("p")).map(({ version }) => version)).toEqual([1, 2, 3, 4, 5, 6]);
  });

  test("without version or label it is the one for production, else the latest", async () => {
    const store = make();
    for (const content of ["a", "b", "c"]) await store.set({ name: "p", content });

    const latest = await store.get("p");
    await store.label("p", 1, "production");
    const production = await store.get("p");

    expect([latest.version, production.version, production.labels]).toEqual([3, 1, ["production"]]);
    expect((await store.get("p", { version: 2 })).content).toBe("b");
  });

  test("a label is on one version of a prompt, and moves", async () => {
    const store = make();
    for (const name of ["p", "q"]) for (const content of ["a", "b"]) await store.set({ name, content });
    const labels = async (name: string) => (await store.versions(name)).map((version) => version.labels);

    await store.label("p", 1, "production");
    await store.label("p", 1, "a label/with ÄÖ?");
    await store.label("q", 1, "production");
    const before = await store.get("p", { label: "production" });
    await store.label("p", 2, "production");

    expect((await store.get("p", { label: "production" })).version).toBe(2);
    expect((await store.get("p", { label: "a label/with ÄÖ?" })).version).toBe(1);
    expect(await labels("p")).toEqual([["a label/with ÄÖ?"], ["production"]]);
    expect(await labels("q")).toEqual([["production"], []]);
    expect(before.labels).toEqual(["a label/with ÄÖ?", "production"]);
  });

  test("says what there is when something is not there", async () => {
    const store = make();
    await store.set({ name: "p", content: "a" });
    await store.set({ name: "p", content: "b" });
    const unlabelled = store.get("p", { label: "staging" });

    await expect(unlabelled).rejects.toEqual(new PromptNotFound('prompt "p" has no label "staging"; it has none'));
    await store.label("p", 2, "production");
    await expect(store.get("p", { label: "staging" })).rejects.toEqual(
      new PromptNotFound('prompt "p" has no label "staging"; it has "production" (version 2)'),
    );
    const noVersion = new PromptNotFound('prompt "p" has no version 3; it has 1, 2');
    await expect(store.get("p", { version: 3 })).rejects.toEqual(noVersion);
    await expect(store.label("p", 3, "production")).rejects.toEqual(noVersion);
    const noPrompt = new PromptNotFound('there is no prompt "q"; register it with set()');
    for (const ask of [() => store.get("q"), () => store.versions("q"), () => store.label("q", 1, "x")]) {
      await expect(ask()).rejects.toEqual(noPrompt);
    }
    expect(await store.list()).toEqual(["p"]);
  });

  test("a mistake in calling it is said", async () => {
    const store = make();
    await store.set({ name: "p", content: "a" });

    await expect(store.get("p", { version: 1, label: "x" })).rejects.toEqual(
      new TypeError('Prompt "p": asked for version 1 and label "x"; give one of them'),
    );
    await expect(store.label("p", 1, "")).rejects.toEqual(
      new TypeError('Prompt "p": "" is no label; give a word, as "production"'),
    );
    await expect(store.label("p", 1, 2 as never)).rejects.toEqual(
      new TypeError('Prompt "p": 2 is no label; give a word, as "production"'),
    );
    await expect(store.set({ name: "p", content: "{{" })).rejects.toThrow(TypeError);
    for (const ask of [() => store.get("/"), () => store.versions("/"), () => store.label("/", 1, "x")]) {
      await expect(ask()).rejects.toThrow('Prompt: "/" is no name');
    }
  });

  test.each([
    "..",
    "../x",
    ".",
    "~",
    ".git/config",
    "a?b",
    "a\\b",
    "C:",
    "CON",
    "aux/lpt1",
    "a.json",
    "a/1.json",
    "%2E",
    "%",
    "__proto__",
    "constructor",
    " ",
    "a\0b",
    "größe/👍",
  ])("%j is a name like any other", async (name) => {
    const store = make();
    await store.set({ name: "a", content: "other" });

    await store.set({ name, content: "mine" });
    await store.label(name, 1, name);

    expect((await store.get(name, { label: name })).content).toBe("mine");
    expect(await store.list()).toEqual(["a", name].sort());
  });

  test("keeps prompts apart, whose names are whatever they may be", async () => {
    const part = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => !text.includes("/"));
    const name = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));
    // On some disks names that differ only in case are one.
    const names = fc.uniqueArray(name, { minLength: 1, maxLength: 5, selector: (text) => text.toLowerCase() });

    await fc.assert(
      fc.asyncProperty(names, async (all) => {
        const store = make();

        for (const one of all) await store.set({ name: one, content: "", description: one });

        expect(await store.list()).toEqual([...all].sort());
        for (const one of all) expect((await store.get(one)).description).toBe(one);
      }),
      { numRuns: 20 },
    );
  });
});
