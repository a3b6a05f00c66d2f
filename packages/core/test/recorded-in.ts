/** What a JSONL file holds, for a test to compare. */
import { readFileSync } from "node:fs";
import { type LineRecord, readJsonl } from "@heddle/core";

/** The records of a file, of which every line must be good; resources left out. */
export function recordedIn(path: string): LineRecord[] {
  const { records, problems } = readJsonl(readFileSync(path, "utf8"));
  if (problems.length > 0) throw new Error(`${path}: ${JSON.stringify(problems)}`);
  return records.filter((record) => record.kind !== "resource");
}

/** The names of the records of one kind. */
export function namesIn(path: string, kind: "span" | "span_start" | "metric" = "span"): string[] {
  return recordedIn(path).flatMap((record) => (record.kind === kind && "name" in record ? [record.name] : []));
}
