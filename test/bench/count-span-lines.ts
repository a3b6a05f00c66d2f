/** Counts the span records of a JSONL file. */
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

/** Fails for a line that is not whole. */
export async function countSpanLines(path: string): Promise<number> {
  let spans = 0;
  for await (const line of createInterface({ input: createReadStream(path) })) {
    if (!line.startsWith("{") || !line.endsWith("}")) throw new Error(`${path}: a broken line: ${line}`);
    if (line.startsWith('{"kind":"span",')) spans++;
  }
  return spans;
}
