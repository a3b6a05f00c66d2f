import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { type ReadProgress, readFiles } from "@heddle/reader";
import { expect, test } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

async function read(source: string | readonly string[], options?: Parameters<typeof readFiles>[1]) {
  const found: [file: string, text: string][] = [];
  for await (const { file, chunks } of readFiles(source, options)) {
    let text = "";
    for await (const chunk of chunks) text += chunk;
    found.push([file, text]);
  }
  return found;
}

test("files come one after the other, unpacked, and it is told how far reading has come", async () => {
  const folder = temporaryFolder();
  const [a, b] = [join(folder, "a.json"), join(folder, "b.json.gz")];
  writeFileSync(a, "one");
  writeFileSync(b, gzipSync("two"));
  const told: ReadProgress[] = [];

  const files = await read([a, b], { onProgress: (progress) => told.push(progress) });

  const packedBytes = gzipSync("two").length;
  expect(files).toEqual([
    [a, "one"],
    [b, "two"],
  ]);
  expect(told).toEqual([
    { file: a, readBytes: 3, totalBytes: 3 + packedBytes },
    { file: b, readBytes: 3 + packedBytes, totalBytes: 3 + packedBytes },
  ]);
});

test("standard input is a file, too, and what is not there is told", async () => {
  const standardInput = (async function* () {
    yield "text";
  })();

  expect(await read("-", { standardInput })).toEqual([["-", "text"]]);
  await expect(read("no.json")).rejects.toThrow('"no.json" is not there; give the path of a file, a folder or a glob');
});
