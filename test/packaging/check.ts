/** Packs every public package, and checks that the tarballs are right, install together and work for a user. */
import { execFileSync } from "node:child_process";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { gzipSync } from "node:zlib";
import { build } from "rolldown";
import { entryPoints } from "../workspace/entry-points.ts";
import { type Package, packages, root } from "../workspace/packages.ts";

/**
 * The most bytes that all of a package's index may have, bundled, minified and gzipped, so that none comes unnoticed. The
 * floor that core is to reach is 12,000, as `pnpm bench` shows.
 */
const sizeLimits: Readonly<Record<string, number>> = { "@heddle/core": 28_500 };

/** What only loads inside of a test runner, which is not installed here: the example projects import it. */
const insideOfTestRunners = ["@heddle/testing/jest", "@heddle/testing/vitest"];

const folder = realpathSync(mkdtempSync(join(tmpdir(), "heddle-packaging-")));
const consumer = join(folder, "consumer");
const published = packages().filter(({ manifest }) => !manifest.private);

try {
  const installed =
    (await check("types and build", buildAll)) &&
    (await check("pack", packAll)) &&
    (await check("install together", installAll));
  if (installed) await checkInstalled();
} finally {
  rmSync(folder, { recursive: true });
}

async function checkInstalled(): Promise<void> {
  for (const each of published) {
    await check(`${each.name} contents`, () => checkContents(each));
    await check(`${each.name} manifest`, () => checkManifest(each));
    await check(`${each.name} publint`, () => void run("publint", ["run", tarball(each), "--strict"]));
    await check(`${each.name} attw`, () => void run("attw", [tarball(each), "--profile", "esm-only"]));
    const limit = sizeLimits[each.name];
    if (limit) await check(`${each.name} size`, () => checkSize(each, limit));
  }
  await check("a consumer's types", () => void run("tsc", ["-p", consumer]));
  await check(`a consumer on Node ${process.version}`, () => runConsumer(process.execPath));
  await check("the command line", runCommandLine);
}

/** Prints one line on one check, with the string that it gave if it gave one. True if it held. */
async function check(name: string, work: () => unknown): Promise<boolean> {
  try {
    const detail = await work();
    console.log(`ok      ${name}${typeof detail === "string" ? `: ${detail}` : ""}`);
    return true;
  } catch (error) {
    console.log(`FAILED  ${name}\n${(error as Error).message.trimEnd().replace(/^/gm, "        ")}`);
    process.exitCode = 1;
    return false;
  }
}

/** From nothing, so that no file of a source that is gone is packed. */
function buildAll(): void {
  for (const each of published) rmSync(join(root, each.folder, "dist"), { recursive: true, force: true });
  run("tsc", ["-b", "--force", ...published.map((each) => each.folder)]);
}

function packAll(): void {
  const filters = published.map(({ name }) => `--filter=${name}`);
  pnpm(["--recursive", ...filters, "pack", "--pack-destination", folder], root);
}

/** In a project outside the workspace, where only what a manifest declares can be found. */
function installAll(): void {
  const tarballs = Object.fromEntries(published.map((each) => [each.name, `file:${tarball(each)}`]));
  const nodeTypes = manifestIn(join(root, "node_modules/@types/node")).version;
  const compilerOptions = { module: "nodenext", target: "es2022", strict: true, types: ["node"], outDir: "out" };
  const entries = published
    .flatMap(entryPoints)
    .filter(({ specifier }) => !insideOfTestRunners.includes(specifier))
    .map(({ specifier }) => `import ${JSON.stringify(specifier)};\n`);

  mkdirSync(consumer);
  cpSync(join(import.meta.dirname, "consumer.ts"), join(consumer, "consumer.ts"));
  writeFileSync(join(consumer, "entries.ts"), entries.join(""));
  writeFileSync(join(consumer, "tsconfig.json"), JSON.stringify({ compilerOptions }));
  writeFileSync(join(consumer, "pnpm-workspace.yaml"), JSON.stringify({ overrides: tarballs }));
  writeFileSync(
    join(consumer, "package.json"),
    JSON.stringify({ type: "module", dependencies: { ...tarballs, "@types/node": nodeTypes } }),
  );
  pnpm(["install", "--no-frozen-lockfile", "--prefer-offline", "--ignore-scripts"], consumer);
}

function checkContents({ name, folder }: Package): string {
  const files = filesIn(join(consumer, "node_modules", name));
  const expected = filesIn(join(root, folder, "src")).flatMap((path) => {
    const built = `dist/${path.replace(/\.ts$/, "")}`;
    return [`src/${path}`, `${built}.js`, `${built}.js.map`, `${built}.d.ts`, `${built}.d.ts.map`];
  });
  expected.push("LICENSE", "README.md", "package.json");

  const missing = expected.filter((path) => !files.includes(path));
  const extra = files.filter((path) => !expected.includes(path) && path !== "CHANGELOG.md");
  if (missing.length + extra.length > 0)
    throw new Error(
      [...missing.map((path) => `missing: ${path}`), ...extra.map((path) => `not expected: ${path}`)].join("\n"),
    );
  return `${files.length} files`;
}

function checkManifest({ name }: Package): void {
  const text = readFileSync(join(consumer, "node_modules", name, "package.json"), "utf8");
  const leftovers = ["@heddle/source", "workspace:", "catalog:"].filter((word) => text.includes(word));
  if (leftovers.length > 0) throw new Error(`the packed package.json still has ${leftovers.join(", ")}`);

  const manifest = JSON.parse(text);
  const absent = ["description", "license", "engines", "exports"].filter((field) => !(field in manifest));
  if (absent.length > 0) throw new Error(`the packed package.json lacks ${absent.join(", ")}`);
}

async function checkSize({ name }: Package, limit: number): Promise<string> {
  const input = join(consumer, "node_modules", name, "dist/index.js");
  const { output } = await build({ input, platform: "node", output: { minify: true }, write: false });
  const bytes = gzipSync(output[0].code).length;
  if (bytes > limit) throw new Error(`${bytes} bytes, bundled, minified and gzipped; at most ${limit}`);
  return `${bytes} of ${limit} bytes, bundled, minified and gzipped`;
}

function runConsumer(node: string): string {
  run(node, [join(consumer, "out/entries.js")]);
  return run(node, [join(consumer, "out/consumer.js")]).trim();
}

/** As the shell finds it, on what core's file sink writes. */
function runCommandLine(): string {
  const recording = join(folder, "traces.jsonl");
  const program = `import { FileTelemetry } from "@heddle/core";
    new FileTelemetry(${JSON.stringify(recording)}).trace("agent", {}, () => {});`;
  writeFileSync(join(consumer, "record.mjs"), program);
  run(process.execPath, [join(consumer, "record.mjs")]);
  const listed = run(join(consumer, "node_modules/.bin/heddle"), ["list", recording, "--json"]);
  const { name, status } = JSON.parse(listed);
  if (`${name} ${status}` !== "agent ok") throw new Error(`it lists ${listed}`);
  return `lists ${name}`;
}

function tarball({ name, manifest }: Package): string {
  return join(folder, `${name.replace("@", "").replace("/", "-")}-${manifest.version}.tgz`);
}

function filesIn(path: string): string[] {
  return globSync("**/*", { cwd: path, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1));
}

function manifestIn(path: string): { readonly version: string } {
  return JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
}

/** Through npx, since a program that was not started by pnpm may not find it. */
function pnpm(args: readonly string[], cwd: string): void {
  run("npx", ["-y", "pnpm@12.21.0", ...args], cwd);
}

/** What the command prints. Throws with all of its output when it fails. */
function run(command: string, args: readonly string[], cwd = root): string {
  const PATH = [join(root, "node_modules/.bin"), process.env.PATH].join(delimiter);
  try {
    return execFileSync(command, args, { cwd, env: { ...process.env, PATH }, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
    throw new Error(`${message.split("\n")[0]}\n${stdout}${stderr}`, { cause: error });
  }
}
