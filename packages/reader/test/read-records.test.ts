import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync, zstdCompressSync } from "node:zlib";
import { encodeLine, encodeResource, FileTelemetry, readJsonl } from "@heddle/core";
import {
  type ProblemLine,
  type ReadOptions,
  type ReadProgress,
  type RecordLine,
  readRecords,
  sourceFiles,
} from "@heddle/reader";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { metric, span, start, traceIdOf } from "./recorded.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const resource = encodeResource({ kind: "resource", resourceId: "0badcafe", serviceName: "s", pid: 1, startedAt: 0 });
const lineOf = (id: number, name = "step") => encodeLine(span({ id, name }), "0badcafe");
const three = resource + lineOf(1, "a") + lineOf(2, "b");
const threeNames = ["resource", "a", "b"];

async function read(source: string | readonly string[], options?: ReadOptions): Promise<(RecordLine | ProblemLine)[]> {
  const lines: (RecordLine | ProblemLine)[] = [];
  for await (const line of readRecords(source, options)) lines.push(line);
  return lines;
}

const namesOf = (lines: readonly (RecordLine | ProblemLine)[]) =>
  lines.map(({ record, problem }) => problem ?? (record?.kind === "resource" ? "resource" : record?.name));

function file(content: string | Uint8Array, name = "traces.jsonl"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

async function* piecesOf(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe("a file", () => {
  test("gives its records with their places", async () => {
    const path = file(`${resource}\n${lineOf(1)}`);

    expect(await read(path)).toEqual([
      {
        record: expect.objectContaining({ kind: "resource" }),
        resourceId: "0badcafe",
        file: path,
        line: 1,
        length: resource.length - 1,
      },
      { record: span({ id: 1 }), resourceId: "0badcafe", file: path, line: 3, length: lineOf(1).length - 1 },
    ]);
  });

  test("that FileTelemetry wrote is read as core reads it", async () => {
    const path = join(temporaryFolder(), "traces.jsonl");
    const telemetry = new FileTelemetry(path);
    telemetry.trace("run", { user_id: "alice" }, () => telemetry.emitMetric("cost", 1));
    await telemetry[Symbol.asyncDispose]();

    const lines = await read(path);

    expect(lines.map(({ record }) => record)).toEqual(readJsonl(readFileSync(path, "utf8")).records);
    expect(lines).toHaveLength(4);
  });

  test("that LoomFlow wrote has no resource", async () => {
    const { resource_id, ...line } = JSON.parse(lineOf(1));
    const text = JSON.stringify(line);
    const path = file(text);

    expect(await read(path)).toEqual([{ record: span({ id: 1 }), file: path, line: 1, length: text.length }]);
  });

  test("that is empty holds nothing", async () => {
    expect(await read(file(""))).toEqual([]);
  });
});

describe("what is not as it should be is told with its place, and the rest is read", () => {
  test("foreign lines, a schema of tomorrow and a torn end", async () => {
    const tomorrow = resource.replace('"schema":1', '"schema":2');
    const path = file(`{"name":"package"}\nhello\n${lineOf(1)}{"kind":"log"}\n${tomorrow}{"kind":"sp`);

    const lines = await read(path);

    expect(lines).toEqual([
      { problem: "kind is missing; expected a string", file: path, line: 1 },
      { problem: expect.stringMatching(/^not JSON: /), file: path, line: 2 },
      expect.objectContaining({ record: span({ id: 1 }), line: 3 }),
      { problem: "what follows is of schema 2, of which this reader knows 1; update it", file: path, line: 5 },
      expect.objectContaining({ record: expect.objectContaining({ kind: "resource" }), line: 5 }),
      { problem: expect.stringMatching(/^the file ends in the middle of the line: not JSON: /), file: path, line: 6 },
    ]);
  });

  test("a resource that names no schema is of this one", async () => {
    expect(namesOf(await read(file(resource.replace('"schema":1,', ""))))).toEqual(["resource"]);
  });

  test("a last line that is whole needs no newline", async () => {
    expect(namesOf(await read(file(three.trimEnd())))).toEqual(threeNames);
  });

  test("a line is as long as 64 MiB, and no longer", async () => {
    const filler = (bytes: number) => `{"kind":"${"x".repeat(bytes - 11)}"}\n`;
    const path = file(filler(64 * 1024 * 1024) + filler(64 * 1024 * 1024 + 1) + lineOf(1));

    expect(await read(path)).toEqual([
      { problem: "the line is longer than 64 MiB", file: path, line: 2 },
      expect.objectContaining({ line: 3 }),
    ]);
  });

  test("a line that is nested too deeply to be worked with", async () => {
    const nested = (id: number, depth: number) =>
      lineOf(id).replace('"attributes":{', `"attributes":{"a":${"[".repeat(depth)}${"]".repeat(depth)}`);
    const path = file(nested(1, 100_000) + nested(2, 499) + nested(3, 498));

    expect(await read(path)).toEqual([
      { problem: "the line is nested deeper than 500 levels", file: path, line: 1 },
      { problem: "the line is nested deeper than 500 levels", file: path, line: 2 },
      expect.objectContaining({ line: 3 }),
    ]);
  });

  test("packed files that break off, and what is no packed data", async () => {
    const text = Array.from({ length: 5000 }, (_, id) => lineOf(id + 1, String(Math.sin(id)))).join("");
    for (const packed of [gzipSync(text), zstdCompressSync(text)]) {
      const lines = await read(file(packed.subarray(0, packed.length * 0.9)));
      const last = lines.at(-1);

      expect(last).toEqual({
        problem: "the file cannot be read from here on: unexpected end of file",
        file: expect.any(String),
        line: lines.length,
      });
      expect(lines.length).toBeGreaterThan(1000);
    }
    const damaged = file(Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3]));
    expect(await read(damaged)).toEqual([
      { problem: expect.stringMatching(/^the file cannot be read from here on: /), file: damaged, line: 0 },
    ]);
  });

  test("an input that fails, packed or not", async () => {
    for (const bytes of [Buffer.from(three), gzipSync(three)]) {
      const lines = await read("-", { standardInput: failing(bytes) });

      expect(lines.at(-1)).toMatchObject({
        problem: "the file cannot be read from here on: the pipe broke",
        file: "-",
      });
    }
  });

  test("a link that leads nowhere among the files of a folder", async () => {
    const folder = temporaryFolder();
    symlinkSync(join(folder, "gone"), join(folder, "a.jsonl"));
    writeFileSync(join(folder, "b.jsonl"), three);

    const lines = await read(folder);

    expect(lines[0]).toEqual({
      problem: expect.stringMatching(/^the file cannot be read from here on: ENOENT/),
      file: join(folder, "a.jsonl"),
      line: 0,
    });
    expect(namesOf(lines.slice(1))).toEqual(threeNames);
  });
});

describe("sources", () => {
  test("what ship remembers beside a recording is no recording", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.jsonl"), three);
    writeFileSync(join(folder, "a.jsonl.shipped"), "{}");
    writeFileSync(join(folder, "a.jsonl.shipped.new"), "{}");

    const files = await sourceFiles([folder]);

    expect(files).toEqual([{ path: join(folder, "a.jsonl"), sizeBytes: Buffer.byteLength(three) }]);
  });

  test("a folder is its recordings by name, a glob what it matches, and a file is read once", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "c.jsonl"));
    writeFileSync(join(folder, "b.jsonl.1"), lineOf(2, "b"));
    writeFileSync(join(folder, "a.ndjson"), lineOf(1, "a"));
    writeFileSync(join(folder, "notes.txt"), "no");

    expect(namesOf(await read(folder))).toEqual(["a", "b"]);
    expect(namesOf(await read(join(folder, "*.ndj{s,}on")))).toEqual(["a"]);
    expect(namesOf(await read([join(folder, "b*"), folder, join(folder, "./b.jsonl.1")]))).toEqual(["b", "a"]);
  });

  test("a file whose name looks like a glob is that file", async () => {
    expect(namesOf(await read(file(three, "run[1].jsonl")))).toEqual(threeNames);
  });

  test("standard input, in text or bytes", async () => {
    expect(namesOf(await read("-", { standardInput: piecesOf(Buffer.from(three), 7) }))).toEqual(threeNames);
    expect(namesOf(await read(["-", "-"], { standardInput: textPieces(three) }))).toEqual(threeNames);
  });

  test("gzip and zstd are unpacked, whatever the name and the chunks, also parts that were appended", async () => {
    for (const pack of [gzipSync, zstdCompressSync]) {
      const packed = Buffer.concat([pack(resource), pack(lineOf(1, "a")), pack(lineOf(2, "b"))]);

      expect(namesOf(await read(file(packed)))).toEqual(threeNames);
      for (const size of [1, 3, 100]) {
        expect(namesOf(await read("-", { standardInput: piecesOf(packed, size) }))).toEqual(threeNames);
      }
    }
  });

  test("what is not there is one clear error", async () => {
    const folder = temporaryFolder();
    const at = (name: string) => JSON.stringify(join(folder, name));

    await expect(read([])).rejects.toThrow("there is nothing to read: give the path of a file, a folder or a glob");
    await expect(read(join(folder, "x.jsonl"))).rejects.toThrow(
      `${at("x.jsonl")} is not there; give the path of a file, a folder or a glob`,
    );
    await expect(read(folder)).rejects.toThrow(
      `${JSON.stringify(folder)} is a folder without recordings; give one that holds .jsonl files, or a glob such as ${at("**/*.jsonl")}`,
    );
    await expect(read(join(folder, "*.jsonl"))).rejects.toThrow(
      / matches no file; is the working folder ".+" the right one\?$/,
    );
    await expect(read(join(file(three), "x"))).rejects.toThrow(/ is not there; /);
  });

  test("of several, what is not there is told, and the others are read", async () => {
    const folder = temporaryFolder();
    const missing = join(folder, "x.jsonl");

    expect(await read([missing, file(three), folder]).then((lines) => lines.slice(0, 2))).toEqual([
      { file: missing, line: 0, problem: "is not there; give the path of a file, a folder or a glob" },
      {
        file: folder,
        line: 0,
        problem: `is a folder without recordings; give one that holds .jsonl files, or a glob such as ${JSON.stringify(join(folder, "**/*.jsonl"))}`,
      },
    ]);
    expect(namesOf(await read([missing, file(three)])).slice(1)).toEqual(threeNames);
    await expect(read([missing, folder])).rejects.toThrow(`${JSON.stringify(missing)} is not there; `);
    await expect(sourceFiles([file(three), missing])).rejects.toThrow(`${JSON.stringify(missing)} is not there; `);
  });

  test("a folder that may be entered and not listed is one clear error", async () => {
    const folder = temporaryFolder();
    chmodSync(dirname(folder), 0o711);
    chmodSync(folder, 0o111);
    onTestFinished(() => chmodSync(folder, 0o755));
    const isRoot = process.geteuid?.() === 0;
    // Root may list everything.
    if (isRoot) process.seteuid?.(65534);
    onTestFinished(() => void (isRoot && process.seteuid?.(0)));

    const failure = await read(folder).catch((error: unknown) => error);

    expect(failure).toMatchObject({
      name: "SourceError",
      message: `${JSON.stringify(folder)} cannot be read (EACCES: permission denied, scandir '${folder}'); give one that can`,
    });
  });

  test("a byte order mark before the first line is passed over", async () => {
    expect(namesOf(await read(file(`\ufeff${three}`)))).toEqual(threeNames);
  });

  test("what the system does not open is one clear error with its cause", async () => {
    const folder = temporaryFolder();
    symlinkSync(join(folder, "loop"), join(folder, "loop"));

    const failure = await read(join(folder, "loop")).catch((error: unknown) => error);

    expect(failure).toMatchObject({
      name: "SourceError",
      message: expect.stringMatching(/loop" cannot be read \(ELOOP: .+\); give one that can$/),
      cause: expect.objectContaining({ code: "ELOOP" }),
    });
  });
});

describe("repeats", () => {
  test("a record that was written twice is read once, in whatever file", async () => {
    const text = resource + encodeLine(start({ id: 1 }), "r") + lineOf(1, "a") + encodeLine(metric("m", 1), "r", 1);
    const folder = temporaryFolder();
    writeFileSync(join(folder, "a.jsonl"), text);
    writeFileSync(join(folder, "b.jsonl"), text + encodeLine(metric("m", 1), "r", 2));

    expect(namesOf(await read(folder))).toEqual(["resource", "step", "a", "m", "m"]);
  });
});

test("one trace of many is picked by its id, or by how it begins", async () => {
  const other = encodeLine(span({ id: 2, name: traceIdOf(1), trace: 0xf00d }), "r");
  const path = file(`${resource}no record\n${lineOf(1)}${other}${encodeLine(metric("m", 1), "r")}`);

  expect((await read(path, { trace: traceIdOf(1) })).map(({ line }) => line)).toEqual([1, 3]);
  expect((await read(path, { trace: traceIdOf(1).slice(0, 31) })).map(({ line }) => line)).toEqual([1, 3]);
  expect((await read(path, { trace: "ffff" })).map(({ line }) => line)).toEqual([1]);
});

test("progress is told in bytes of all files, without their sum where one has no size", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.jsonl"), three);
  writeFileSync(join(folder, "b.jsonl"), gzipSync(three));
  const told: ReadProgress[] = [];
  const onProgress = (progress: ReadProgress) => void told.push(progress);

  await read(folder, { onProgress });
  await read("-", { onProgress, standardInput: piecesOf(Buffer.from(three), 1000) });

  const total = three.length + gzipSync(three).length;
  expect(told).toEqual([
    { file: join(folder, "a.jsonl"), readBytes: three.length, totalBytes: total },
    { file: join(folder, "b.jsonl"), readBytes: total, totalBytes: total },
    { file: "-", readBytes: three.length },
  ]);
});

test("whatever the bytes and their chunks, the lines are those of the text, and nothing throws", async () => {
  const pieces = fc.array(
    fc.oneof(fc.constantFrom(resource, lineOf(1), lineOf(2), "\n", '{"kind":"span"}\n'), fc.string({ unit: "binary" })),
  );
  await fc.assert(
    fc.asyncProperty(pieces, fc.integer({ min: 1, max: 50 }), async (texts, size) => {
      const bytes = Buffer.from(`\n${texts.join("").toWellFormed()}`);
      const { records, problems } = readJsonl(bytes.toString());

      const lines = await read("-", { standardInput: piecesOf(bytes, size) });

      expect(lines.flatMap(({ record }) => record ?? [])).toEqual(records);
      expect(lines.flatMap(({ problem, line }) => (problem === undefined ? [] : line))).toEqual(
        problems.map(({ line }) => line),
      );
    }),
  );
});

async function* failing(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
  throw new Error("the pipe broke");
}

async function* textPieces(text: string): AsyncGenerator<string> {
  yield text.slice(0, 10);
  yield text.slice(10);
}
