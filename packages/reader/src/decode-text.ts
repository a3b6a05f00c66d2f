/** Reads a line that was cut from a file, and says what is wrong with it. */
import { type DecodedLine, decodeLine, JSONL_SCHEMA } from "@heddle/core";
import { type SplitLine, tooLong } from "./line-splitter.ts";

/** A line is held in memory as a whole. */
const MAX_LINE_MIB = 64;
export const MAX_LINE_BYTES: number = MAX_LINE_MIB * 1024 * 1024;

/** What is nested deeper cannot be walked through by functions that call themselves, as those that write JSON. */
const MAX_DEPTH = 500;

/** `isTorn`: the file ends before the line does. */
export function decodeText(text: SplitLine, isTorn: boolean = false): DecodedLine {
  if (text === tooLong) return { problem: `the line is longer than ${MAX_LINE_MIB} MiB` };
  const decoded = decodeLine(text);
  if (decoded.problem !== undefined && isTorn) {
    return { problem: `the file ends in the middle of the line: ${decoded.problem}` };
  }
  if (text.length > 2 * MAX_DEPTH && isTooDeep(decoded.record)) {
    return { problem: `the line is nested deeper than ${MAX_DEPTH} levels` };
  }
  return decoded.record?.kind === "resource" ? { ...decoded, ...schemaProblem(text) } : decoded;
}

/** Kinds and keys may come without a new schema: one that is new means something that must not be passed over. */
function schemaProblem(text: string): { problem?: string } {
  const { schema } = JSON.parse(text) as { schema?: unknown };
  if (schema === undefined || schema === JSONL_SCHEMA) return {};
  const told = JSON.stringify(schema);
  return { problem: `what follows is of schema ${told}, of which this reader knows ${JSONL_SCHEMA}; update it` };
}

function isTooDeep(record: object | undefined): boolean {
  let level: object[] = record === undefined ? [] : [record];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((each) =>
      Object.values(each).filter((inside) => typeof inside === "object" && inside !== null),
    );
  }
  return false;
}
