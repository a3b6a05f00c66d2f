/** What a tool's span says of the call. */
import { canonicalJson } from "./canonical-json.ts";
import { inputOf } from "./span-content.ts";
import type { TraceSpan } from "./trace.ts";

/** The tool's name; the span's, where it says no other. */
export function toolNameOf({ record }: TraceSpan): string {
  for (const key of ["gen_ai.tool.name", "tool.name", "tool", "ai.toolCall.name"]) {
    const name = record.attributes[key];
    if (typeof name === "string" && name !== "") return name;
  }
  return record.name;
}

/** The same text for the same call; `undefined` where its arguments are not known. */
export function toolCallKey(span: TraceSpan): string | undefined {
  const input = inputOf(span.record.attributes);
  return input && `${toolNameOf(span)} ${canonicalJson(input.value)}`;
}
