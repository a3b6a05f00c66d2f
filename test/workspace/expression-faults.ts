/** What the compiler says of expressions that stand in a document. */
import { execFile } from "node:child_process";
import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { entryPoints } from "./entry-points.ts";
import { packages, root } from "./packages.ts";

const run = promisify(execFile);

/** What expressions may use. */
export interface Scope {
  /** Everything that these entry points export, such as `@heddle/core`. */
  readonly specifiers: readonly string[];
  /** Types by the names of variables, one or more with commas between. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A sentence for each expression that does not compile. */
export async function expressionFaults(expressions: readonly string[], scope: Scope): Promise<string[]> {
  const lines = [
    ...importLines(scope.specifiers),
    ...Object.entries(scope.variables).flatMap(([names, type]) =>
      names.split(", ").map((name) => `declare const ${name}: ${type};`),
    ),
    ...expressions.map((expression) => `void (${expression});`),
  ];
  const printed = await compile(lines.join("\n"));
  // About the compiler's settings: it may not have looked at the program.
  if (/^(error|tsconfig)/m.test(printed)) throw new Error(printed);
  return [...printed.matchAll(/^program\.mts\((\d+),\d+\): error TS\d+: (.*)$/gm)].map(
    ([, line, message]) => `${lines[Number(line) - 1]} ${message}`,
  );
}

function importLines(specifiers: readonly string[]): string[] {
  return packages()
    .filter(({ name }) => specifiers.includes(name))
    .flatMap(entryPoints)
    .filter(({ specifier }) => specifiers.includes(specifier))
    .map(({ specifier, source }) => {
      const names = source.exports.filter(({ isType }) => !isType).map(({ name }) => name);
      return `import { ${names.join(", ")} } from "${specifier}";`;
    });
}

/** What the compiler prints; nothing when all is well. */
async function compile(program: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "heddle-expressions-"));
  try {
    await symlink(join(root, "node_modules"), join(folder, "node_modules"));
    await writeFile(join(folder, "program.mts"), program);
    await writeFile(join(folder, "tsconfig.json"), JSON.stringify(settings));
    await run(join(root, "node_modules/.bin/tsc"), ["--pretty", "false"], { cwd: folder, timeout: 60_000 });
    return "";
  } catch (error) {
    const { stdout } = error as { stdout?: string };
    if (!stdout) throw error;
    return stdout;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const settings = {
  extends: join(root, "test/tsconfig.json"),
  compilerOptions: {
    composite: false,
    declarationMap: false,
    rootDir: "/",
    typeRoots: [join(root, "node_modules/@types")],
  },
  include: [],
  exclude: [],
  references: [],
  files: ["program.mts"],
};
