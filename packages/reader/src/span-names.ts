/** Says which spans are of one kind. */
import { calledTool } from "./tool-call.ts";
import type { TraceSpan } from "./trace.ts";

/** What spans of one kind are called. */
export interface SpanNames {
  readonly name: string;
  readonly type?: string;
  /** Of tools' spans whose name does not have it. */
  readonly tool?: string;
}

export function spanNames(span: TraceSpan): SpanNames {
  const { type, record } = span;
  const tool = calledTool(span);
  return { name: record.name, ...(type !== undefined && { type }), ...(tool !== undefined && { tool }) };
}

/** The same for the same names. */
export function keyOf({ name, type = "", tool = "" }: SpanNames): string {
  return `${type} ${name}\n${tool}`;
}
