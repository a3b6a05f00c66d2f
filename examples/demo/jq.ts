/** Asks a JSONL file a question in jq's language: jq itself where it is installed. */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The lines that `jq -c` prints. Without jq, the demo's own questions are answered in JavaScript. */
export function ask(path: string, recipe: string): readonly string[] {
  const { error, status, stdout, stderr } = spawnSync("jq", ["-c", recipe, path], { encoding: "utf8" });
  if (error !== undefined) return ["(jq is not installed; in JavaScript:)", ...askInJavaScript(path, recipe)];
  if (status !== 0) throw new Error(`jq: ${stderr}`);
  return linesOf(stdout);
}

/** `select(a=="b" and .c > 1) | .d` or `| [.d, .e]`: as much of jq as the demo needs. */
function askInJavaScript(path: string, recipe: string): readonly string[] {
  const [, conditions, output] = /^select\((.*?)\) \| (.*)$/.exec(recipe) as unknown as [string, string, string];
  const matches = (line: unknown) =>
    conditions.split(" and ").every((condition) => {
      const [, key, operator, value] = /^(\S+?) ?(==|>) ?(.*)$/.exec(condition) as unknown as [
        string,
        string,
        string,
        string,
      ];
      const found = at(line, key);
      return operator === "==" ? found === JSON.parse(value) : typeof found === "number" && found > Number(value);
    });
  const select = (line: unknown) =>
    output.startsWith("[")
      ? output
          .slice(1, -1)
          .split(", ")
          .map((key) => at(line, key))
      : at(line, output);
  return linesOf(readFileSync(path, "utf8"))
    .map((line) => JSON.parse(line) as unknown)
    .filter(matches)
    .map((line) => JSON.stringify(select(line)));
}

/** `.attributes.user_id` of an object. */
function at(value: unknown, path: string): unknown {
  return path
    .split(".")
    .slice(1)
    .reduce((inside, key) => (inside as Record<string, unknown> | undefined)?.[key], value);
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line !== "");
}
