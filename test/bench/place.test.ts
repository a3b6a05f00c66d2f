/** Tests of the place that libraries send to. */
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { afterEach, beforeEach, expect, test } from "vitest";
import { markOf } from "./marks.ts";
import { Place } from "./place.ts";

let place: Place;
beforeEach(async () => {
  place = await Place.open();
});
afterEach(() => place.close());

test("marks are found in what is sent, however it is packed, and in files", async () => {
  await send(Buffer.from(markOf(1)), {});
  await send(gzipSync(markOf(2)), { "content-encoding": "gzip" });
  await send(zstdCompressSync(markOf(3)), { "content-encoding": "zstd" });
  await writeFile(join(place.options.folder, "spans.jsonl"), markOf(4));

  expect(await place.arrivals()).toEqual({ sent: 3, inFiles: 1 });
});

test.each([5, 15])("a mark over the end of a chunk of a file, at its character %d, is found once", async (at) => {
  const cut = (1 << 20) - at;
  await writeFile(join(place.options.folder, "large"), "x".repeat(cut) + markOf(1) + "y".repeat(100));

  expect(await place.arrivals()).toEqual({ sent: 0, inFiles: 1 });
});

test("clear forgets what has come, in a new folder", async () => {
  await send(Buffer.from(markOf(1)), {});
  await writeFile(join(place.options.folder, "spans.jsonl"), markOf(2));

  await place.clear();

  expect(await place.arrivals()).toEqual({ sent: 0, inFiles: 0 });
});

async function send(body: Uint8Array<ArrayBuffer>, headers: Record<string, string>): Promise<void> {
  const response = await fetch(place.options.url, { method: "POST", body, headers });
  await response.text();
}
