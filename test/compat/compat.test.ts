/** The packed packages work beside every version of OpenTelemetry, each in an installation of its own. */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { outputBlock } from "../workspace/expected-output.ts";
import { root } from "../workspace/packages.ts";
import { startBackend } from "./programs/backend.ts";

const line2 = {
  "@opentelemetry/api": "1.9.1",
  "@opentelemetry/context-async-hooks": "2.12.0",
  "@opentelemetry/sdk-metrics": "2.12.1",
  "@opentelemetry/sdk-trace-base": "2.12.1",
};
const line3 = {
  "@opentelemetry/api": "1.10.0",
  "@opentelemetry/context-async-hooks": "3.1.1",
  "@opentelemetry/sdk-metrics": "3.1.1",
  "@opentelemetry/sdk-trace": "3.1.1",
};

const shipping = ["http/protobuf", "http/json", "grpc"].flatMap((protocol) => [
  `ship.ts ${protocol}`,
  `ship.ts ${protocol} spool`,
]);
const whole = ["full.ts", "full.ts api", ...shipping];

/** What a program in production needs beside them. */
const exporters3 = {
  "@opentelemetry/exporter-metrics-otlp-proto": "0.301.0",
  "@opentelemetry/exporter-trace-otlp-proto": "0.301.1",
  "@opentelemetry/resources": "3.1.1",
};

const production = { ...line3, ...exporters3 };

/** `ownApi`: the version that `@heddle/otel` finds in the place of the program's. `readme`: what it shows can be run. */
const setups = [
  { name: "SDK 2.12.1 with API 1.9.1", dependencies: line2, programs: whole, types: true },
  { name: "SDK 3.1.1 with API 1.10.0", dependencies: production, programs: whole, types: true, readme: true },
  { name: "no SDK", dependencies: { "@opentelemetry/api": "1.9.1" }, programs: ["no-sdk.ts"] },
  { name: "two copies of the API", dependencies: line2, ownApi: "1.10.0", programs: ["deaf.ts", "full.ts api"] },
];

const folder = await realpath(await mkdtemp(join(tmpdir(), "heddle-compat-")));
let tarballs: Record<string, string> = {};
/** Why there is nothing to test with. */
let missing: string | undefined;

beforeAll(async () => {
  tarballs = await packAll(["core", "otel", "otlp"]);
}, 300_000);
afterAll(() => rm(folder, { recursive: true }), 60_000);

for (const { name, dependencies, ownApi, programs, types, readme } of setups) {
  describe(name, () => {
    const home = join(folder, name.replaceAll(" ", "-"));
    beforeAll(async () => {
      missing ??= await install(home, dependencies, ownApi);
    }, 300_000);

    for (const program of programs) {
      test(`${program} holds`, async (t) => {
        if (missing !== undefined) t.skip(missing);

        const printed = await run(process.execPath, program.split(" "), home);

        expect(printed).toBe("all holds\n");
      });
    }

    if (readme) {
      test("the program in production of packages/otel/README.md prints what it says, and ships it", async (t) => {
        if (missing !== undefined) t.skip(missing);
        const markdown = await readFile(join(root, "packages/otel/README.md"), "utf8");
        const program = /^## In production$.*?^```ts$\n(.*?)^```$/ms.exec(markdown)?.[1] ?? "";
        await writeFile(join(home, "production.ts"), program);
        const backend = await startBackend("http/protobuf");
        t.onTestFinished(() => void backend.close());

        const printed = await run(process.execPath, ["production.ts"], home, {
          OTEL_EXPORTER_OTLP_ENDPOINT: backend.url,
        });

        expect(printed).toBe(outputBlock(program));
        expect(backend.resources()).toMatchObject([{ "service.name": "planner" }]);
        const names = [...backend.spans(), ...backend.metrics()].map((record) => record.name);
        expect(new Set(names)).toEqual(new Set(["loom.run", "loom.runs"]));
      });
    }

    if (types) {
      test("the types fit", async (t) => {
        if (missing !== undefined) t.skip(missing);

        await expect(run("tsc", ["-p", home], home)).resolves.toBe("");
      });
    }
  });
}

/** By package name, as a manifest names files. */
async function packAll(names: readonly string[]): Promise<Record<string, string>> {
  await run("tsc", ["-b", ...names.map((name) => `packages/${name}`)], root);
  const packed = names.map(async (name) => {
    const cwd = join(root, "packages", name);
    await run("npx", ["-y", "pnpm@12.21.0", "pack", "--pack-destination", folder], cwd);
    const { version } = JSON.parse(await readFile(join(cwd, "package.json"), "utf8"));
    return [`@heddle/${name}`, `file:${join(folder, `heddle-${name}-${version}.tgz`)}`] as const;
  });
  return Object.fromEntries(await Promise.all(packed));
}

/** Gives the reason when the registry is out of reach. */
async function install(home: string, dependencies: object, ownApi?: string): Promise<string | undefined> {
  await mkdir(home);
  await cp(join(import.meta.dirname, "programs"), home, { recursive: true });
  const aliased = ownApi === undefined ? {} : { "own-api": `npm:@opentelemetry/api@${ownApi}` };
  const manifest = { type: "module", dependencies: { ...dependencies, ...aliased, ...tarballs } };
  await writeFile(join(home, "package.json"), JSON.stringify(manifest));
  const files = ["wired-by-types.ts", "ship.ts"];
  const compilerOptions = {
    module: "nodenext",
    target: "es2024",
    lib: ["es2024", "esnext.disposable"],
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    typeRoots: [join(root, "node_modules/@types")],
    types: ["node"],
  };
  await writeFile(join(home, "tsconfig.json"), JSON.stringify({ compilerOptions, files }));
  try {
    await run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"], home);
  } catch (error) {
    const reason = String(error).match(/E(?:NOTFOUND|CONNREFUSED|AI_AGAIN|TIMEDOUT|CONNRESET|NETUNREACH).*/)?.[0];
    if (reason === undefined) throw error;
    return `the npm registry is out of reach: ${reason}`;
  }
  const own = join(home, "node_modules/@heddle/otel/node_modules/@opentelemetry/api");
  if (ownApi !== undefined) await cp(join(home, "node_modules/own-api"), own, { recursive: true });
  return undefined;
}

/** What the command prints. Rejects with all of its output when it fails. */
async function run(command: string, args: readonly string[], cwd: string, more: object = {}): Promise<string> {
  const env = { ...process.env, ...more, PATH: [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter) };
  try {
    return (await promisify(execFile)(command, args, { cwd, env })).stdout;
  } catch (error) {
    const { stdout, stderr, message } = error as Error & { stdout: string; stderr: string };
    throw new Error(`${message.split("\n")[0]}\n${stdout}${stderr}`, { cause: error });
  }
}
