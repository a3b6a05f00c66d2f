/** What a tool's span says of the call. */
import type { SpanRecord } from "@heddle/core";
import { canonicalJson } from "./canonical-json.ts";
import { inputOf } from "./span-content.ts";
import type { TraceSpan } from "./trace.ts";

/** The tool's name; the span's, where it says no other. */
export function toolNameOf({ name, attributes }: Pick<SpanRecord, "name" | "attributes">): string {
  for (const key of ["gen_ai.tool.name", "tool.name", "tool", "ai.toolCall.name"]) {
    const tool = attributes[key];
    if (typeof tool === "string" && tool !== "") return tool;
  }
  return name;
}

/** The tool that a tool's span is of, where the span's name does not have it. */
export function calledTool({ record, type }: Pick<TraceSpan, "record" | "type">): string | undefined {
  if (type !== "tool") return undefined;
  const tool = toolNameOf(record);
  return record.name.includes(tool) ? undefined : tool;
}

/** The same text for the same call; `undefined` where its arguments are not known. */
export function toolCallKey({ record }: Pick<TraceSpan, "record">): string | undefined {
  const input = inputOf(record.attributes);
  return input && `${toolNameOf(record)} ${canonicalJson(input.value)}`;
}
