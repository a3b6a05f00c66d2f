/** Reads a budget that was named or typed on the command line. */
import { readFile } from "node:fs/promises";
import { type Budget, readBudget } from "@heddle/reader";
import { UsageError } from "./usage-error.ts";

/** `source`: the path of a JSON file, or JSON itself. Throws a UsageError that says what is wrong with it. */
export async function readBudgetFile(source: string): Promise<Budget> {
  const isInline = source.trimStart().startsWith("{");
  const where = isInline ? "--budget" : `--budget ${JSON.stringify(source)}`;
  const text = isInline ? source : await readFile(source, "utf8").catch((error) => notAFolder(error, where));
  try {
    return readBudget(JSON.parse(text));
  } catch (error) {
    const what = error instanceof SyntaxError ? "this is no JSON: " : "";
    throw new UsageError(`${where}: ${what}${(error as Error).message.replace(/^Budget: /, "")}`, { cause: error });
  }
}

/** Of all that Node says of files, this is without a path. */
function notAFolder(error: NodeJS.ErrnoException, where: string): never {
  if (error.code !== "EISDIR") throw error;
  throw new UsageError(`${where} is a folder; give a JSON file, or the JSON itself`, { cause: error });
}
