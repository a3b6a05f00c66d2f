import { appendFileSync, writeFileSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { type LineLimits, readLines } from "../src/line-reader.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const limits: LineLimits = { chunkBytes: 16, maxLineBytes: 64 };

async function fileWith(text: string) {
  const path = join(temporaryFolder(), "lines");
  writeFileSync(path, text);
  const file = await open(path);
  onTestFinished(() => file.close());
  return { path, file };
}

/** All lines from the beginning, and where they end. */
async function allLines(file: FileHandle) {
  const texts: string[] = [];
  let at = 0;
  for (;;) {
    const lines = await readLines(file, at, limits);
    if (lines.texts.length === 0) return { texts, end: at };
    texts.push(...lines.texts);
    at = lines.end;
  }
}

test("whole lines come in pieces, and what has no end waits for it", async () => {
  const { path, file } = await fileWith("one\ntwo\n\nthree is long\nfou");

  expect(await readLines(file, 0, limits)).toEqual({ texts: ["one", "two", ""], end: 9 });
  expect(await readLines(file, 9, limits)).toEqual({ texts: ["three is long"], end: 23 });
  expect(await readLines(file, 23, limits)).toEqual({ texts: [], end: 23 });

  appendFileSync(path, "r\n");
  expect(await readLines(file, 23, limits)).toEqual({ texts: ["four"], end: 28 });
  expect(await readLines(file, 28, limits)).toEqual({ texts: [], end: 28 });
});

test("a line that is longer than a piece comes whole, and one that is too long is cut, once its end is there", async () => {
  const long = "l".repeat(50);
  const tooLong = "x".repeat(300);
  const { path, file } = await fileWith(`${long}\n${tooLong}`);

  expect(await readLines(file, 0, limits)).toEqual({ texts: [long], end: 51 });
  expect(await readLines(file, 51, limits)).toEqual({ texts: [], end: 51 });

  appendFileSync(path, "\nshort\n");
  expect(await readLines(file, 51, limits)).toEqual({ texts: ["x".repeat(64)], end: 352 });
  expect(await readLines(file, 352, limits)).toEqual({ texts: ["short"], end: 358 });
});

test("the lines of any text are those between its newlines", async () => {
  const line = fc.string({ unit: "grapheme", maxLength: 15 }).map((text) => text.replaceAll("\n", ""));

  await fc.assert(
    fc.asyncProperty(fc.array(line), line, async (lines, rest) => {
      const { file } = await fileWith(lines.map((each) => `${each}\n`).join("") + rest);

      const { texts, end } = await allLines(file);
      await file.close();

      expect(texts).toEqual(lines.map((each) => Buffer.from(each).toString()));
      expect(end).toBe(Buffer.byteLength(lines.map((each) => `${each}\n`).join("")));
    }),
    { numRuns: 50 },
  );
});
