/** Reads a line that was cut from a file, and says what is wrong with it. */
import { type DecodedLine, decodeLine, JSONL_SCHEMA } from "@heddle/core";
import { isNestedDeeper } from "@heddle/core/bridge";
import { MAX_DEPTH } from "./json-objects.ts";
import { type SplitLine, tooLong } from "./line-splitter.ts";

/** A line is held in memory as a whole. */
const MAX_LINE_MIB = 64;
export const MAX_LINE_BYTES: number = MAX_LINE_MIB * 1024 * 1024;

/** PowerShell begins what it writes into a file with it. */
const BYTE_ORDER_MARK = "\ufeff";

/** `isTorn`: the file ends before the line does. */
export function decodeText(line: SplitLine, isTorn: boolean = false): DecodedLine {
  if (line === tooLong) return { problem: `the line is longer than ${MAX_LINE_MIB} MiB` };
  const text = line.startsWith(BYTE_ORDER_MARK) ? line.slice(1) : line;
  const decoded = decodeLine(text);
  if (decoded.problem !== undefined && isTorn) {
    return { problem: `the file ends in the middle of the line: ${decoded.problem}` };
  }
  if (text.length > 2 * MAX_DEPTH && isNestedDeeper(decoded.record, MAX_DEPTH)) {
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
