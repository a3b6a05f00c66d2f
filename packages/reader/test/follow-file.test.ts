import { appendFileSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { encodeLine } from "@heddle/core";
import { followFile, type ProblemLine, type RecordLine } from "@heddle/reader";
import { expect, onTestFinished, test } from "vitest";
import { FollowedFile } from "../src/followed-file.ts";
import { span } from "./recorded.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const line = (id: number) => encodeLine(span({ id, name: `s${id}` }), "r");

/** Follows a new path; `next` gives the name or the problem, and the line, of the next entry. */
function following() {
  const path = join(temporaryFolder(), "traces.jsonl");
  const abort = new AbortController();
  const entries = followFile(path, { signal: abort.signal, pollMs: 5 });
  const next = async () => {
    const { done, value } = await entries.next();
    const { record, problem, line } = (value ?? {}) as RecordLine | ProblemLine;
    return done ? "over" : `${line} ${problem ?? (record?.kind === "resource" ? "resource" : record?.name)}`;
  };
  onTestFinished(async () => {
    abort.abort();
    await entries.return();
  });
  return { path, abort, entries, next };
}

test("lines come as they are written, when they are whole, and each record once; it waits for the file", async () => {
  const { path, abort, next } = following();
  const first = next();
  appendFileSync(path, line(1));
  expect(await first).toBe("1 s1");

  appendFileSync(path, line(2).slice(0, 20));
  const second = next();
  appendFileSync(path, `${line(2).slice(20)}no record\n${line(2)}${line(3)}`);

  expect([await second, await next(), await next()]).toEqual(["2 s2", expect.stringMatching(/^3 not JSON/), "5 s3"]);
  const last = next();
  abort.abort();
  expect([await last, await next()]).toEqual(["over", "over"]);
});

test("a record has its place and its resource", async () => {
  const { path, abort, entries } = following();
  appendFileSync(path, line(1));

  const { value } = await entries.next();

  const { length } = line(1).trimEnd();
  expect(value).toEqual({ record: span({ id: 1, name: "s1" }), resourceId: "r", file: path, line: 1, length });
  abort.abort();
  expect(await entries.next()).toEqual({ done: true, value: undefined });
});

test("a line that nobody's resource wrote is a record, too", async () => {
  const { path, entries } = following();
  const { resource_id, ...rest } = JSON.parse(line(1));
  appendFileSync(path, `${JSON.stringify(rest)}\n`);

  const { value } = await entries.next();

  expect(value).not.toHaveProperty("resourceId");
});

test("a rotation by renaming: what is written to the old file before the new one is there, is read", async () => {
  const { path, next } = following();
  appendFileSync(path, line(1));
  expect(await next()).toBe("1 s1");

  renameSync(path, `${path}.1`);
  const second = next();
  appendFileSync(`${path}.1`, line(2));
  expect(await second).toBe("2 s2");
  appendFileSync(`${path}.1`, line(3) + line(4).slice(0, 9));
  writeFileSync(path, line(5));

  expect([await next(), await next(), await next()]).toEqual([
    "3 s3",
    expect.stringMatching(/^4 the file ends in the middle of the line: not JSON/),
    "1 s5",
  ]);
});

test("a file that is deleted and comes again is read from its first line on", async () => {
  const { path, next } = following();
  appendFileSync(path, line(1));
  expect(await next()).toBe("1 s1");

  rmSync(path);
  const second = next();
  writeFileSync(path, line(2));

  expect(await second).toBe("1 s2");
});

test("a file that is truncated is read from its first line on, also if it has grown beyond since", async () => {
  const { path, next } = following();
  appendFileSync(path, line(1) + line(2));
  expect([await next(), await next()]).toEqual(["1 s1", "2 s2"]);

  truncateSync(path);
  appendFileSync(path, line(3));
  expect(await next()).toBe("1 s3");
  writeFileSync(path, line(4) + line(5) + line(6));

  expect([await next(), await next(), await next()]).toEqual(["1 s4", "2 s5", "3 s6"]);

  const long = line(7).replace("s7", "x".repeat(2000));
  writeFileSync(path, long + line(8));
  expect([await next(), await next()]).toEqual([`1 ${"x".repeat(2000)}`, "2 s8"]);
  truncateSync(path, long.length);
  appendFileSync(path, "?\n");
  expect(await next()).toMatch(/^2 not JSON/);
});

test("files of many chunks are read without waiting, and a reader that stops leaves nothing open", async () => {
  const { path, entries, next } = following();
  const count = 5000;
  writeFileSync(path, Array.from({ length: count }, (_, id) => line(id + 1)).join(""));

  for (let id = 1; id <= count; id++) expect(await next()).toBe(`${id} s${id}`);

  await entries.return();
  expect(await next()).toBe("over");
});

test("what cannot be followed is one clear error", async () => {
  const folder = temporaryFolder();
  symlinkSync(join(folder, "loop"), join(folder, "loop"));

  await expect(followFile(folder).next()).rejects.toThrow(
    `${JSON.stringify(folder)} is no file, so it cannot be followed; give the path of one`,
  );
  await expect(followFile(join(folder, "loop")).next()).rejects.toThrow(
    /^the file cannot be followed \(ELOOP: .+\); give the path of one that can be read$/,
  );
});

test("a signal that has aborted ends it at once, also between two lines", async () => {
  const { path, abort, next } = following();
  appendFileSync(path, line(1) + line(2));
  expect(await next()).toBe("1 s1");

  abort.abort();

  expect(await next()).toBe("over");
  for await (const _ of followFile(path, { signal: AbortSignal.abort() })) expect.unreachable();
});

test("a file that is not there, and one that is no more, hold nothing new", async () => {
  const path = join(temporaryFolder(), "traces.jsonl");
  const file = new FollowedFile(path);
  const texts = async () => (await file.read()).lines.map(({ text, isTorn }) => [text, isTorn]);

  expect(await texts()).toEqual([]);
  appendFileSync(path, "a\n");
  expect(await texts()).toEqual([["a", false]]);
  rmSync(path);
  expect([await file.read(), await file.read()]).toEqual(Array(2).fill({ lines: [], hasMore: false }));
  writeFileSync(path, "b\n");
  expect([await file.read(), await file.read()]).toEqual(Array(2).fill({ lines: [], hasMore: true }));
  expect(await texts()).toEqual([["b", false]]);
  await file.close();
});

test("of a file that is written anew while it is read, no line is given in part", async () => {
  const path = join(temporaryFolder(), "traces.jsonl");
  const file = new FollowedFile(path);
  const whole = (length: number) => `${length}:${"x".repeat(length)}`;
  const seen: unknown[] = [];

  for (let length = 0; length < 1000; length++) {
    const reading = file.read();
    for (let turn = 0; turn < length % 8; turn++) await setImmediate();
    writeFileSync(path, `${whole(length)}\n`);
    seen.push(...(await reading).lines.map(({ text }) => text));
  }
  await file.close();

  const broken = seen.filter((text) => text !== whole(Number.parseInt(String(text), 10)));
  expect([seen.length > 0, broken]).toEqual([true, []]);
});
