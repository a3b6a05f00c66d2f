import { appendFileSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { encodeLine, encodeResource } from "@heddle/core";
import { expect, test } from "vitest";
import { runCommandLine } from "../../src/run-command-line.ts";
import { backend, nobody } from "../backend.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type TestIo, type TestIoOptions, testIo } from "../test-io.ts";
import { until } from "../until.ts";

const resource = encodeResource({
  kind: "resource",
  resourceId: "0badcafe",
  serviceName: "planner",
  pid: 7,
  startedAt: 0,
});

const line = (name: string, id = 1, attributes = {}): string =>
  encodeLine(
    {
      kind: "span",
      name,
      traceId: "4bf92f3577b34da6a3ce929d0e0e4736",
      spanId: String(id).padStart(16, "0"),
      startedAt: 1000,
      endedAt: 1001,
      durationMs: 1,
      status: "ok",
      attributes,
    },
    "0badcafe",
  );

const tokens = encodeLine(
  {
    kind: "metric",
    name: "loom.tokens",
    value: 42,
    unit: "",
    instrumentKind: "counter",
    attributes: {},
    emittedAt: 1000,
  },
  "0badcafe",
  1,
);

function recording(content: string | Uint8Array, name = "traces.jsonl"): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, content);
  return path;
}

async function ship(args: readonly string[], options: TestIoOptions = {}): Promise<{ code: number; io: TestIo }> {
  const io = testIo(options);
  return { code: await runCommandLine(["ship", ...args], io), io };
}

test("what is new in a recording is shipped, and nothing twice", async () => {
  const path = recording(resource + line("one") + tokens);
  const { url, spans } = await backend();

  const first = await ship([path, "--to", url]);
  const second = await ship([path, "--to", url]);
  appendFileSync(path, line("two", 2) + line("three", 3));
  const third = await ship([path, "--to", url]);

  expect([first.code, first.io.out(), first.io.err()]).toEqual([0, `${path}: shipped 1 span and 1 metric\n`, ""]);
  expect([second.code, second.io.out()]).toEqual([0, `${path}: nothing new to ship\n`]);
  expect([third.code, third.io.out()]).toEqual([0, `${path}: shipped 2 spans\n`]);
  expect(spans.map(({ name }) => name)).toEqual(["one", "two", "three"]);
});

test("headers, the service and content are what was typed", async () => {
  const path = recording(resource + line("chat", 1, { "input.value": "hello", model: "m" }));
  const { url, requests, spans } = await backend();

  await ship([path, "--to", url, "-H", "x-api-key=a=b", "-H", "authorization: Bearer c"]);
  await ship([
    path,
    "--to",
    url,
    "--offset-file",
    `${path}.other`,
    "--capture-content",
    "--service",
    "other",
    "--protocol",
    "http/protobuf",
  ]);

  expect(requests.map(({ headers }) => [headers["x-api-key"], headers.authorization])).toEqual([
    ["a=b", "Bearer c"],
    [undefined, undefined],
  ]);
  expect(spans.map(({ attributes }) => attributes)).toEqual([{ model: "m" }, { "input.value": "hello", model: "m" }]);
});

test("what the backend refuses is told, and found by the exit code", async () => {
  const path = recording(resource + line("one"));
  const server = await backend();
  server.answer = () => ({ status: 400, text: "no \u001b[31mspans\nhere" });

  const { code, io } = await ship([path, "--to", server.url], { color: true });

  expect(code).toBe(1);
  expect(io.err()).toBe(
    `\u001b[31m${path}:\u001b[39m the backend refused 1 span: HTTP 400: no \\u001b[31mspans\\nhere\n`,
  );
  expect(io.out()).toBe(`${path}: nothing shipped; the backend refused 1 record\n`);
});

test("a line that is no record is told with its place, and the rest is shipped", async () => {
  const path = recording(`${resource}{nonsense\n${line("one")}`);
  const { url } = await backend();

  const { code, io } = await ship([path, "--to", url, "--json"]);

  expect(code).toBe(3);
  expect(io.err()).toMatch(/^.*traces\.jsonl:2: the line is no record: .*\n$/);
  expect(JSON.parse(io.out())).toEqual({
    file: path,
    records: 1,
    spans: 1,
    metrics: 0,
    refused: 0,
    bad_lines: 1,
    is_complete: true,
  });
});

test("an outage is told and waited for, until it is interrupted", async () => {
  const path = recording(resource + line("one"));
  const stop = new AbortController();
  const io = testIo({ signal: stop.signal });

  const shipping = runCommandLine(["ship", path, "--to", nobody], io);
  await until(() => io.err().includes("\n"));
  stop.abort();

  expect(await shipping).toBe(1);
  expect(io.err()).toBe(`${path}: connect ECONNREFUSED 127.0.0.1:1; records wait, and it is tried again\n`);
  expect(io.out()).toBe(`${path}: nothing shipped; the rest is left for the next time\n`);
});

test("with --give-up, an outage is waited for as long as it is worth it", async () => {
  const path = recording(resource + line("one"));

  const { code, io } = await ship([path, "--to", nobody, "--give-up", "1"]);

  expect([code, io.out()]).toEqual([1, `${path}: nothing shipped; the rest is left for the next time\n`]);
});

test("with --follow it goes on with what is appended, in several files, until it is interrupted", async () => {
  const folder = temporaryFolder();
  const [a, b] = [join(folder, "a.jsonl"), join(folder, "b.jsonl")];
  writeFileSync(a, resource + line("one"));
  const server = await backend();
  const stop = new AbortController();

  const shipping = ship([a, b, "--to", server.url, "-f"], { signal: stop.signal });
  await server.received(1);
  writeFileSync(b, resource + line("two", 2));
  await until(() => existsSync(`${b}.shipped`));
  stop.abort();
  const { code, io } = await shipping;

  expect(server.spans.map(({ name }) => name)).toEqual(["one", "two"]);
  expect([code, io.out().split("\n").sort()]).toEqual([0, ["", `${a}: shipped 1 span`, `${b}: shipped 1 span`]]);
});

test("with --follow, what an outage kept back is told when it is interrupted, and found by the exit code", async () => {
  const path = recording(resource + line("one"));
  const stop = new AbortController();
  const io = testIo({ signal: stop.signal });

  const shipping = runCommandLine(["ship", path, "--to", nobody, "--follow"], io);
  await until(() => io.err().includes("\n"));
  stop.abort();

  expect([await shipping, io.out()]).toEqual([1, `${path}: nothing shipped; the rest is left for the next time\n`]);
});

test("a folder is its recordings; what rotation put aside is found through them, and packed files are told", async () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, "a.jsonl"), resource + line("one"));
  writeFileSync(join(folder, "a.jsonl.1"), resource + line("old"));
  writeFileSync(join(folder, "b.jsonl.gz"), gzipSync(line("two", 2)));
  const { url, spans } = await backend();

  const { code, io } = await ship([folder, "--to", url]);

  expect([code, io.out()]).toEqual([3, `${join(folder, "a.jsonl")}: shipped 1 span\n`]);
  expect(io.err()).toBe(`${join(folder, "b.jsonl.gz")}: it is packed; unpack it, and ship that\n`);
  expect(spans.map(({ name }) => name)).toEqual(["one"]);
});

test("on a terminal, it says how far it has come", async () => {
  const path = recording(resource + line("one"));
  const { url } = await backend();
  let now = 0;

  const { io } = await ship([path, "--to", url], { columns: 80, monotonicMs: () => (now += 1000) });

  expect(io.err()).toBe(`\r\u001b[K${`0 B of 0 B, 0 %, 0 B/s, 0 s left: ${path}`.slice(0, 79)}\r\u001b[K`);
});

test.each([
  [["-"], '"-" is standard input, where nothing can be remembered; give the path of a file'],
  [["x.jsonl", "--to", "localhost"], '--to is "localhost"; give a url such as http://localhost:4318 or https://host'],
  [
    ["x.jsonl", "--header", "key"],
    "option '-H, --header <NAME=VALUE>' argument 'key' is invalid. Give a name and a value, such as authorization='Bearer abc'.",
  ],
  [
    ["x.jsonl", "--give-up", "soon"],
    "option '--give-up <SECONDS>' argument 'soon' is invalid. Give a whole number of 1 or more, such as 10.",
  ],
])("a mistake is told: %j", async (args, message) => {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "runs"));
  const path = recording(resource, "x.jsonl");

  const { code, io } = await ship(args.map((arg) => (arg === "x.jsonl" ? path : arg)));

  expect([code, io.err()]).toEqual([2, `heddle ship: ${message}\nSee heddle ship --help\n`]);
});

test("one place to remember is not enough for two files", async () => {
  const [a, b] = [recording(resource, "a.jsonl"), recording(resource, "b.jsonl")];

  const { code, io } = await ship([a, b, "--offset-file", "here"]);

  expect([code, io.err()]).toEqual([
    2,
    'heddle ship: --offset-file "here" is for one file; these are 2\nSee heddle ship --help\n',
  ]);
});

test("a file that is not there is told, and one that cannot be shipped is no mistake of the target", async () => {
  const missing = join(temporaryFolder(), "no.jsonl");
  const path = recording(resource);
  mkdirSync(`${path}.shipped`);

  const first = await ship([missing, "--to", "http://localhost:9"]);
  const second = await ship([path, "--to", "http://localhost:9"]);

  expect([first.code, first.io.err()]).toEqual([
    3,
    `heddle ship: ${JSON.stringify(missing)} is not there; give the path of a file, a folder or a glob\n`,
  ]);
  expect([second.code, second.io.err()]).toEqual([3, "heddle ship: EISDIR: illegal operation on a directory, read\n"]);
});
