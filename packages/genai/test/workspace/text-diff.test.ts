import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { diffTexts } from "../../src/workspace/text-diff.ts";
import { temporaryFolder } from "../temporary-folder.ts";

const NO_LIMIT = Number.POSITIVE_INFINITY;

/** What `patch` makes of `old`. */
function patched(old: string, unified: string): string {
  const folder = temporaryFolder();
  const [file, patch] = [join(folder, "file"), join(folder, "patch")];
  writeFileSync(file, old);
  writeFileSync(patch, unified);
  execFileSync("git", ["apply", "--unidiff-zero", "--whitespace=nowarn", patch], { cwd: folder, stdio: "pipe" });
  return readFileSync(file, "utf8");
}

test("of two texts, a line that was moved and one that was repeated are counted as what they are", () => {
  const diff = diffTexts({ name: "f", text: "a\nb\nc\n" }, { name: "f", text: "b\nc\na\na\n" }, NO_LIMIT);

  expect(diff).toEqual({
    linesAdded: 2,
    linesRemoved: 1,
    unified: "--- f\n+++ f\n@@ -1,3 +1,4 @@\n-a\n b\n c\n+a\n+a\n",
  });
});

test("texts that differ much are compared roughly, and the difference still makes the one out of the other", () => {
  const lines = (word: string, count: number) => Array.from({ length: count }, (_, at) => `${word} ${at}\n`).join("");
  const same = lines("same", 5);
  const [old, fresh] = [`${same}${lines("old", 2000)}${same}end`, `${same}${lines("new", 1500)}${same}end`];

  const diff = diffTexts({ name: "file", text: old }, { name: "file", text: fresh }, NO_LIMIT);
  const grown = diffTexts({ name: "file", text: same }, { name: "file", text: same + lines("x", 3000) }, NO_LIMIT);

  expect(diff).toMatchObject({ linesAdded: 1500, linesRemoved: 2000, isRough: true });
  expect(patched(old, diff.unified.replaceAll("--- ", "--- a/").replaceAll("+++ ", "+++ b/")) === fresh).toBe(true);
  expect(grown).toEqual({ linesAdded: 3000, linesRemoved: 0, unified: expect.any(String) });
});

test("a new text of many lines without a break at its end is whole", () => {
  const fresh = "x\n".repeat(2000).slice(0, -1);

  const diff = diffTexts({ name: "f", text: undefined }, { name: "f", text: fresh }, NO_LIMIT);

  expect(diff.linesAdded).toBe(2000);
  expect(diff.unified.endsWith("+x\n\\ No newline at end of file\n")).toBe(true);
});

test("one long line is cut where it must be, and no character is torn", () => {
  const diff = diffTexts({ name: "f", text: "😀".repeat(100) }, { name: "f", text: "" }, 6);
  const torn = diffTexts({ name: "f", text: "a" }, { name: "f", text: undefined }, 3);

  expect(diff).toMatchObject({ unified: "--- f\n… [4 more lines]\n", isCut: true });
  expect(torn.unified).toBe("---… [5 more lines]\n");
});

test("the difference of any two texts makes the one out of the other", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", "", " c", "é\r"), { minLength: 1, maxLength: 12 })
    .chain((lines) => fc.constantFrom("", "\n").map((end) => lines.join("\n") + end));
  fc.assert(
    fc.property(text, text, (old, fresh) => {
      fc.pre(old !== fresh && old !== "" && fresh !== "");

      const { unified } = diffTexts({ name: "a/file", text: old }, { name: "b/file", text: fresh }, NO_LIMIT);

      expect(patched(old, unified)).toBe(fresh);
    }),
    { numRuns: 40 },
  );
});
