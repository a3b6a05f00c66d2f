/** Calls of tools. */

import { names } from "../names.ts";
import { writeToolCall } from "./io-attributes.ts";
import { type SpanFunction, spanFunction, type TypedSpanOptions } from "./span-function.ts";
import { TypedSpan } from "./typed-span.ts";

/** Which tool, and why. The input is its arguments, and the output its result. */
export interface ToolOptions extends TypedSpanOptions {
  /** The tool's name, where the span is called something else. */
  readonly toolName?: string;
  /** The id of the call, by the model that asked for it. */
  readonly callId?: string;
  readonly description?: string;
  /** `function` unless given: `extension`, `datastore`. */
  readonly toolType?: string;
}

/** A call of a tool. */
export const tool: SpanFunction<ToolOptions, TypedSpan> = spanFunction<ToolOptions, TypedSpan>({
  type: "tool",
  write: writeToolCall,
  attributes: (name, { toolName = name, callId, description, toolType = "function" }) => ({
    [names.toolName]: toolName,
    [names.toolCallId]: callId,
    [names.toolDescription]: description,
    [names.toolType]: toolType,
  }),
  create: (place) => new TypedSpan(place),
});
