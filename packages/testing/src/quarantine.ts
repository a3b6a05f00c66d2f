/** The tests that are known to be flaky, by name: a file that people write, and that a review sees. */
import { readFileSync } from "node:fs";
import { patternText } from "./pattern-text.ts";

/**
 * The names in the file at `path`, with why they are there. A file that is not there names none.
 *
 * Throws an Error for one that cannot be read or is no object of texts.
 */
export function quarantineOf(path: string): ReadonlyMap<string, string> {
  const text = textOf(path);
  if (text === undefined) return new Map();
  const reasons = parsed(text);
  if (typeof reasons === "object" && reasons !== null && Object.values(reasons).every((why) => typeof why === "string"))
    return new Map(Object.entries(reasons as Record<string, string>));
  throw new Error(
    `repeat: ${JSON.stringify(path)} is no quarantine: ${patternText(reasons)}; write names and reasons, such as { "answers in Dutch": "issue 12" }`,
  );
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`repeat: ${JSON.stringify(path)} cannot be read; give the path of a JSON file`, { cause });
  }
}

/** What is no JSON is shown as it is. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
