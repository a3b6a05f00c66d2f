/** Reads a budget that was named or typed on the command line. */
import { readFile } from "node:fs/promises";
import { type Budget, readBudget } from "@heddle/reader";
import { UsageError } from "./usage-error.ts";

/** `source`: the path of a JSON file, or JSON itself. Throws a UsageError that says what is wrong with it. */
export async function readBudgetFile(source: string): Promise<Budget> {
  const isInline = source.trimStart().startsWith("{");
  const text = isInline ? source : await readFile(source, "utf8");
  const where = isInline ? "--budget" : `--budget ${JSON.stringify(source)}`;
  try {
    return readBudget(JSON.parse(text));
  } catch (error) {
    throw new UsageError(`${where}: ${(error as Error).message.replace(/^Budget: /, "")}`, { cause: error });
  }
}
