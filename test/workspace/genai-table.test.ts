/** The table in the README of @heddle/genai says for everything in four documents what does it here, and tells no fairy tales. */
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { expressionFaults, type Scope } from "./expression-faults.ts";
import { packages, root } from "./packages.ts";

const run = promisify(execFile);

interface Row {
  /** What another SDK calls it. */
  readonly call: string;
  readonly here: string;
}

const readme = readFileSync(join(root, "packages/genai/README.md"), "utf8");
const tables = readTables(readme);
const rows = Object.values(tables).flat();
/** A line of a shell: a command of ours. */
const command = /^heddle (\w+) /;
/** An environment variable, with or without a value. */
const variable = /^([A-Z][A-Z0-9_]+_[A-Z0-9_]+)(=\w+)?$/;
const code = rows.flatMap(({ here }) => [...here.matchAll(/`([^`]+)`/g)].map(([, inside = ""]) => inside));

const scope: Scope = {
  specifiers: [
    "@heddle/core",
    "@heddle/genai",
    "@heddle/genai/workspace",
    "@heddle/otel",
    "@heddle/otlp",
    "@heddle/reader",
  ],
  variables: {
    span: 'import("@heddle/genai").TypedSpan',
    call: 'import("@heddle/genai").LlmSpan',
    search: 'import("@heddle/genai").RetrievalSpan',
    prompt: 'import("@heddle/genai").Prompt',
    prompts: 'import("@heddle/genai").PromptStore',
    telemetry: 'import("@heddle/core").Recorder',
    memory: 'import("@heddle/core").InMemoryTelemetry',
    traces: 'import("@heddle/core").DeferredTraces',
    record: 'import("@heddle/core").SpanRecord',
    trace: 'import("@heddle/reader").Trace',
    tracerProvider: 'import("@heddle/otel").AnyTracerProvider',
    headers: "Headers",
    fn: "(city: string) => string",
    work: "() => Promise<string>",
    open: "() => AsyncIterable<string>",
    "input, output, request, error": "unknown",
    "metadata, messages": "object[] & Record<string, unknown>",
    "value, time, startTime": "number",
    files: "string[]",
    "name, model, url, text, path, before, after, content, comment, description, command": "string",
    "id, traceId, spanId, userId, sessionId, environment, authorization, commitSha, repoUrl": "string",
  },
};

test("nothing that the documents show (documented-calls.txt) is missing, and nothing is made up", () => {
  const documented = readFileSync(join(root, "test/workspace/documented-calls.txt"), "utf8");

  const lists = Object.entries(tables).map(([sdk, table]) => [sdk, ...table.map(({ call }) => call)].join("\n  "));

  expect(`${lists.join("\n\n")}\n`).toBe(documented);
});

test("every row says what does it here, or that it comes later", () => {
  const empty = rows.filter(({ here }) => !/`[^`]+`/.test(here) && !here.startsWith("later: "));

  expect(empty).toEqual([]);
});

test("what the table names is there: all of it compiles", async () => {
  expect(
    await expressionFaults(
      code.filter((each) => !variable.test(each) && !command.test(each)),
      scope,
    ),
  ).toEqual([]);
});

test("the commands of the table are known, and their options", async () => {
  const lines = code.filter((each) => command.test(each));
  const unknown: string[] = [];
  for (const line of lines) {
    const name = command.exec(line)?.[1] ?? "";
    const help = await helpOf(name);
    const isKnown = help.startsWith(`Usage: heddle ${name} `);
    if (!isKnown || line.split(" ").some((word) => word.startsWith("--") && !help.includes(` ${word} `)))
      unknown.push(line);
  }

  expect(lines.length).toBeGreaterThan(0);
  expect(unknown).toEqual([]);
});

test("the environment variables of the table are read somewhere", () => {
  const sources = packages().flatMap((each) => each.sources.map(({ text }) => text));
  const names = code.flatMap((each) => variable.exec(each)?.[1] ?? []);

  const unread = names.filter((name) => !sources.some((text) => text.includes(name)));

  expect(names.length).toBeGreaterThan(0);
  expect(unread).toEqual([]);
});

test("the settings have all environment variables that are read, and no other", () => {
  const settings = readFileSync(join(root, "packages/genai/src/environment-settings.ts"), "utf8");
  const variablesIn = (text: string) => [...new Set(text.match(/\bHEDDLE_[A-Z_]+/g))].sort();

  expect(variablesIn(readme)).toEqual(variablesIn(settings));
});

test("a name, a method or an option that is not there is told", async () => {
  const faults = await expressionFaults(
    ["agents(name)", "span.weave()", "configure({ sampleRat: 1 })", "agent"],
    scope,
  );

  expect(faults.map((fault) => fault.slice(0, fault.indexOf(";")))).toEqual([
    "void (agents(name))",
    "void (span.weave())",
    "void (configure({ sampleRat: 1 }))",
  ]);
});

async function helpOf(name: string): Promise<string> {
  const program = join(root, "packages/cli/src/bin.ts");
  const { stdout } = await run(process.execPath, ["--conditions=@heddle/source", program, name, "--help"]);
  return stdout;
}

/** The tables whose second column is `here`, by the head of the first. */
function readTables(markdown: string): Record<string, Row[]> {
  const read: Record<string, Row[]> = {};
  let table: Row[] | undefined;
  for (const line of markdown.split("\n")) {
    const [, call = "", here = ""] = /^\| (.+?) \| (.+) \|$/.exec(line) ?? [];
    if (here === "here") read[call] = table = [];
    else if (here !== "") table?.push({ call: call.replaceAll("`", ""), here });
    else if (!line.startsWith("|---")) table = undefined;
  }
  return read;
}
