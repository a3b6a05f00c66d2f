import { once } from "node:events";
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { diskFinding } from "../../src/doctor/file-findings.ts";
import { nodeFindings } from "../../src/doctor/node-findings.ts";
import { isInRange } from "../../src/doctor/version-range.ts";
import { runCommandLine } from "../../src/run-command-line.ts";
import { type Backend, backend, nobody } from "../backend.ts";
import { fileOf } from "../recorded.ts";
import { temporaryFolder } from "../temporary-folder.ts";
import { type TestIoOptions, testIo } from "../test-io.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

async function doctor(
  args: readonly string[] = [],
  { env = {}, cwd = temporaryFolder(), ...options }: TestIoOptions = {},
) {
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const io = testIo({ env, cwd, ...options });
  const code = await runCommandLine(["doctor", ...args], io);
  return { code, out: io.out(), err: io.err() };
}

/** What was found of one thing: level, text, fix. */
async function found(about: string, args: readonly string[] = [], options: TestIoOptions = {}) {
  const { out } = await doctor(["--json", ...args], options);
  const findings = JSON.parse(out) as { level: string; about: string; says: string; fix?: string }[];
  return findings
    .filter((finding) => finding.about === about)
    .map(({ level, says, fix }) => [level, says, ...(fix ? [fix] : [])]);
}

/** A package in a `node_modules`. */
function install(folder: string, name: string, version: string, more: object = {}): string {
  const place = join(folder, "node_modules", name);
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, "package.json"), JSON.stringify({ name, version, ...more }));
  return place;
}

/** The folder of a program with these dependencies. */
function program(dependencies: Readonly<Record<string, string>>, more: object = {}): string {
  const folder = temporaryFolder();
  const versions = Object.fromEntries(Object.keys(dependencies).map((name) => [name, "*"]));
  writeFileSync(join(folder, "package.json"), JSON.stringify({ name: "app", dependencies: versions, ...more }));
  for (const [name, version] of Object.entries(dependencies)) install(folder, name, version);
  return folder;
}

test("where all is well, it says so", async () => {
  const { code, out } = await doctor([], { cwd: program({}) });

  expect(code).toBe(0);
  expect(out).toBe(`✓ node       Node ${process.versions.node}
✓ variables  none of HEDDLE_… is set; what programs say counts
✓ packages   no OpenTelemetry beside Heddle, which needs none
✓ backend    none is set up; --to URL asks one

All is well.
`);
});

test("what does not work is said with what to do, within the terminal, and found by the exit code", async () => {
  const env = {
    HEDDLE_CAPTURE: "some",
    HEDDLE_ENABLED: " on ",
    HEDDLE_METRIC: "1",
    OTEL_SDK_DISABLED: "TRUE",
    OTEL_EXPORTER_OTLP_ENPOINT: "x",
    HEDDLE_VERSION: "",
  };

  const { code, out } = await doctor([], { env, columns: 60 });

  expect(code).toBe(1);
  expect(out).toBe(`✓ node       Node ${process.versions.node}
✗ variables  HEDDLE_CAPTURE="some" is not known
             → set it to "all", "input", "output" or "none"
✓ variables  HEDDLE_ENABLED=on
! variables  HEDDLE_METRIC is read by nobody
             → unset it, or mend its name; the README of
             @heddle/genai lists those that are read
! variables  OTEL_EXPORTER_OTLP_ENPOINT is read by nobody
             → unset it, or mend its name; the README of
             @heddle/otlp lists those that are read
! variables  OTEL_SDK_DISABLED is true: nothing is recorded
             for OTLP
             → unset OTEL_SDK_DISABLED
✓ packages   none to look at; in the folder of a program
             there is a package.json
✓ backend    none is set up; --to URL asks one

1 thing does not work, 3 warnings.
`);
});

test("a number that is none is told, and two things are things", async () => {
  const env = { HEDDLE_SAMPLE_RATE: "all", HEDDLE_MAX_INPUT_LENGTH: "\u001b[31m" };

  const { out } = await doctor([], { env, color: true });

  expect(out).toContain(
    '\u001b[31m✗\u001b[39m \u001b[1mvariables\u001b[22m  HEDDLE_SAMPLE_RATE="all" is not a number\n',
  );
  expect(out).toContain("\u001b[31m→ unset it, or mend it\u001b[39m\n");
  expect(out).toContain("\n2 things do not work, 0 warnings.\n");
});

test("one warning is one", async () => {
  const { code, out } = await doctor([], { env: { HEDDLE_METRIC: "1" } });

  expect([code, out.split("\n").at(-2)]).toEqual([0, "All works, 1 warning."]);
});

test.each<[string, ReturnType<Backend["answer"]>, unknown]>([
  ["takes it", { status: 200 }, ["ok", "takes them"]],
  [
    "wants a key",
    { status: 401, text: "no key" },
    [
      "fail",
      "does not take them: HTTP 401: no key",
      "give the backend's key: --header authorization='Bearer …', or OTEL_EXPORTER_OTLP_HEADERS",
    ],
  ],
  [
    "is elsewhere",
    { status: 404 },
    ["fail", "does not take them: HTTP 404", "look for the backend's OTLP url; /v1/traces is added to it"],
  ],
  [
    "is out of order",
    { status: 503 },
    ["fail", "does not take them: HTTP 503", "it is there, and takes nothing now: try again, or look into its own log"],
  ],
  [
    "refuses it",
    { status: 400, text: "no" },
    ["fail", "does not take them: HTTP 400: no", "see what the backend says"],
  ],
])("a backend that %s is asked", async (_, answer, expected) => {
  const server = await backend();
  server.answer = ({ url }) => (url === "/v1/traces" ? answer : { status: 200 });

  const [traces] = await found("traces", ["--to", server.url]);

  expect(traces?.map((text) => text.replace(`${server.url}/v1/traces `, ""))).toEqual(expected);
});

test("a backend of the environment is asked, and one without metrics is none that fails", async () => {
  const server = await backend();
  server.answer = ({ url }) => ({ status: url === "/v1/metrics" ? 404 : 200 });

  const { code, out } = await doctor([], { env: { OTEL_EXPORTER_OTLP_ENDPOINT: server.url } });

  expect(code).toBe(0);
  expect(out).toContain(`✓ traces     ${server.url}/v1/traces takes them\n`);
  expect(out).toContain(`! metrics    ${server.url}/v1/metrics does not take them: HTTP 404
             → nothing, if the backend has no place for metrics; they are counted as refused
`);
});

test("a backend that warns is told", async () => {
  const server = await backend();
  server.answer = () => ({
    status: 200,
    type: "application/json",
    text: '{"partialSuccess":{"errorMessage":"old version"}}',
  });

  const [traces] = await found("traces", ["--to", server.url]);

  expect(traces).toEqual(["warn", `${server.url}/v1/traces takes them: old version`, "see what it warns of"]);
});

test("where nobody listens, the other protocol is spoken, or the host has no such name, the reason is told", async () => {
  const server = await backend();

  const [nobodyThere] = await found("traces", ["--to", nobody]);
  const [otherProtocol] = await found("traces", ["--to", server.url, "--protocol", "grpc"]);
  const [noHost] = await found("traces", ["--to", "http://no-such-host.invalid:4318"]);

  expect(nobodyThere?.[1]).toContain("ECONNREFUSED");
  expect(otherProtocol?.[2]).toBe("give the other --protocol");
  expect(noHost?.[2]).toBe("look for a mistake in the host's name");
});

test("a certificate that nobody knows is told", async () => {
  const pem = (name: string) =>
    readFileSync(new URL(`../../../otlp/test/fixtures/loopback-${name}.pem`, import.meta.url));
  const server = createServer({ cert: pem("cert"), key: pem("key") }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());

  const [traces] = await found("traces", ["--to", `https://127.0.0.1:${(server.address() as AddressInfo).port}`]);

  expect(traces?.[2]).toBe("set OTEL_EXPORTER_OTLP_CERTIFICATE to the authority's PEM file");
});

test("an endpoint that is none is told, by option or by variable", async () => {
  const byOption = await doctor(["--to", "localhost"]);
  const byVariable = await found("backend", [], { env: { OTEL_EXPORTER_OTLP_ENDPOINT: "localhost" } });

  expect([byOption.code, byOption.err]).toEqual([
    2,
    'heddle doctor: --to is "localhost"; give a url such as http://localhost:4318 or https://host\nSee heddle doctor --help\n',
  ]);
  expect(byVariable).toEqual([
    [
      "fail",
      'OTEL_EXPORTER_OTLP_ENDPOINT is "localhost"; give a url such as http://localhost:4318 or https://host',
      "mend the variable, or unset it",
    ],
  ]);
});

test("packages that fit together are counted", async () => {
  const folder = program({ "@opentelemetry/api": "1.9.1", "@heddle/core": "0.1.0", "not-there": "1.0.0" });
  install(folder, "@opentelemetry/sdk-trace", "2.12.1", {
    peerDependencies: { "@opentelemetry/api": ">=1.3.0 <1.10.0" },
  });
  const inside = join(folder, "src", "deep");
  mkdirSync(inside, { recursive: true });
  writeFileSync(
    join(folder, "package.json"),
    JSON.stringify({
      dependencies: { "@heddle/core": "*", missing: "*" },
      devDependencies: { "@opentelemetry/sdk-trace": "*" },
    }),
  );

  expect(await found("packages", [], { cwd: inside })).toEqual([
    ["ok", "@opentelemetry/api 1.9.1 and 1 more of OpenTelemetry's fit together"],
  ]);
});

test("OpenTelemetry's api alone is told so", async () => {
  const folder = program({ "@opentelemetry/api": "1.10.0" });

  expect(await found("packages", [], { cwd: folder })).toEqual([
    ["ok", "@opentelemetry/api 1.10.0, and nothing else of OpenTelemetry"],
  ]);
});

test("two copies of OpenTelemetry's api lose each other's spans", async () => {
  const folder = program({ "@opentelemetry/api": "1.9.1", agent: "1.0.0" });
  const agent = install(folder, "agent", "1.0.0", { dependencies: { "@opentelemetry/api": "^1.10.0" } });
  install(agent, "@opentelemetry/api", "1.10.0");
  symlinkSync(agent, join(folder, "node_modules", "twin"));

  const { code, out } = await doctor([], { cwd: folder });

  expect(code).toBe(1);
  expect(
    out,
  ).toContain(`✗ packages   there are 2 copies of @opentelemetry/api: 1.10.0 in node_modules/agent/node_modules/@opentelemetry/api, 1.9.1 in node_modules/@opentelemetry/api; spans of one are lost to the other
             → have one: npm dedupe, or an override of @opentelemetry/api
`);
});

test("an SDK that the api does not fit, two majors of it, and several versions of Heddle are told", async () => {
  const folder = program({
    "@opentelemetry/api": "1.10.0",
    "@opentelemetry/sdk-metrics": "3.1.1",
    "@opentelemetry/sdk-trace-base": "2.12.1",
    "@heddle/core": "0.1.0",
    "@heddle/otlp": "0.2.0",
  });
  install(folder, "@opentelemetry/sdk-trace-base", "2.12.1", {
    peerDependencies: { "@opentelemetry/api": ">=1.3.0 <1.10.0" },
  });

  expect(await found("packages", [], { cwd: folder })).toEqual([
    [
      "warn",
      "packages of Heddle have different versions: @heddle/core 0.1.0, @heddle/otlp 0.2.0",
      "install the same version of all of them",
    ],
    [
      "warn",
      "@opentelemetry/api 1.10.0 does not fit @opentelemetry/sdk-trace-base 2.12.1 (wants >=1.3.0 <1.10.0)",
      "install another version of @opentelemetry/api, or of those packages",
    ],
    [
      "warn",
      "packages of OpenTelemetry's SDK have different major versions: @opentelemetry/sdk-metrics 3.1.1, @opentelemetry/sdk-trace-base 2.12.1",
      "install the same major version of all of them",
    ],
  ]);
});

test("a file that can be written, one that can be made, and a folder are told apart", async () => {
  const folder = temporaryFolder();
  const path = fileOf("12345");

  expect(await found("file", [path])).toEqual([["ok", `${JSON.stringify(path)} can be written, and has 5 B`]]);
  expect(await found("file", [join(folder, "a", "b.jsonl")])).toEqual([
    ["ok", `${JSON.stringify(join(folder, "a", "b.jsonl"))} can be made`],
  ]);
  expect(await found("file", [folder])).toEqual([
    ["fail", `${JSON.stringify(folder)} is a folder`, "give the path of a file in it"],
  ]);
  expect(await found("file", [], { env: { HEDDLE_TELEMETRY: `file:${path}` } })).toEqual([
    ["ok", `${JSON.stringify(path)} can be written, and has 5 B`],
  ]);
  expect((await found("disk", [join(folder, "a", "b.jsonl")]))[0]?.[1]).toMatch(/ are free$/);
});

test("a file below something that is no folder cannot be written", async () => {
  const path = fileOf("");

  const [finding] = await found("file", [join(path, "b.jsonl")]);

  expect(finding?.[0]).toBe("fail");
  expect(finding?.[1]).toBe(`${JSON.stringify(join(path, "b.jsonl"))} cannot be written: not a directory`);
});

test("a disk that is nearly full is told", () => {
  const fix = "make room, or record to another disk";

  expect(diskFinding(2e9)).toEqual({ level: "ok", about: "disk", says: "2.0 GB are free" });
  expect(diskFinding(9e8)).toEqual({ level: "warn", about: "disk", says: "only 900 MB are free", fix });
  expect(diskFinding(1e6)).toEqual({ level: "fail", about: "disk", says: "only 1.0 MB are free", fix });
});

test("an old Node is told", () => {
  expect(nodeFindings("22.15.1")).toEqual([
    { level: "fail", about: "node", says: "Node 22.15.1 is older than 22.16", fix: "install Node 24" },
  ]);
  expect(nodeFindings("20.1.0")[0]?.level).toBe("fail");
  expect(nodeFindings("22.16.0")).toEqual([{ level: "ok", about: "node", says: "Node 22.16.0" }]);
});

test.each([
  ["1.9.1", ">=1.3.0 <1.10.0", true],
  ["1.10.0", ">=1.3.0 <1.10.0", false],
  ["1.10.0", "^1.0.0 || ^2.0.0", true],
  ["3.0.0", "^1.0.0||^2.0.0", false],
  ["0.2.0", "^0.1.0", false],
  ["0.1.9", "^0.1.0", true],
  ["1.2.9", "~1.2.0", true],
  ["1.3.0", "~1.2.0", false],
  ["1.3.0", "1.3.0", true],
  ["1.3.1", "=1.3.0", false],
  ["2.0.0", ">1.0 <=2.0.0", true],
  ["1.0.0", "*", true],
  ["1.0.0-beta.1", "", true],
  ["1.0.0", "workspace:^", undefined],
  ["new", "*", undefined],
])("%s in the range %j: %j", (version, range, expected) => {
  expect(isInRange(version, range)).toBe(expected);
});
