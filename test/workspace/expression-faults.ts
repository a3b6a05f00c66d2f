/** What the compiler says of expressions that stand in a document. */
import { compile } from "./compile.ts";
import { entryPoints } from "./entry-points.ts";
import { packages } from "./packages.ts";

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
  const printed = await compile({ "program.mts": lines.join("\n") });
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
