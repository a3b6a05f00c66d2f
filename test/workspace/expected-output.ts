/** What a program says it prints, and how that is compared with what it printed. */

/** The lines of the `// Output:` block that ends a program, or `undefined` without one. */
export function outputBlock(program: string): string | undefined {
  const block = program.match(/\n\/\/ Output:\n((?:\/\/.*\n)+)$/)?.[1];
  return block?.replace(/^\/\/ ?/gm, "");
}

/** What may stand in an expected line for what differs from run to run. Nothing else may. */
const placeholders: Readonly<Record<string, string>> = {
  "<ms>": String.raw`(?:<0\.1|\d+(?:\.\d+)?)`,
  "<id>": "(?:[0-9a-f]{16}|[0-9a-f]{32})",
};

/** The expected output with the values of this run in place of its placeholders, in every line that fits. */
export function fillIn(expected: string, actual: string): string {
  const printed = actual.split("\n");
  return expected
    .split("\n")
    .map((line, at) => {
      const pattern = line
        .replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
        .replace(/<\w+>/g, (name) => placeholders[name] ?? name);
      const found = printed[at] ?? "";
      return new RegExp(`^${pattern}$`).test(found) ? found : line;
    })
    .join("\n");
}
