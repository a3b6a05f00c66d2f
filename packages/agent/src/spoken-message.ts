/** A conversation as spans keep it: in the form of OpenTelemetry's GenAI conventions. */
import type { JsonObject } from "@heddle/core";
import type { Answer, Message, ToolCall } from "./model.ts";

/** A message with its parts: texts, calls of tools, what came of one. */
export function spokenMessage(message: Message): object {
  const { role, content } = message;
  if (message.role === "tool") {
    return { role, parts: [{ type: "tool_call_response", id: message.call.id, response: content }] };
  }
  return {
    role,
    parts: [...textPart(content), ...(message.role === "assistant" ? message.toolCalls : []).map(callPart)],
  };
}

/** The message that a model has answered with. */
export function spokenAnswer({ text, toolCalls }: Answer): object {
  const finishReason = toolCalls.length > 0 ? "tool_call" : "stop";
  return { ...spokenMessage({ role: "assistant", content: text, toolCalls }), finish_reason: finishReason };
}

function textPart(content: string): JsonObject[] {
  return content === "" ? [] : [{ type: "text", content }];
}

function callPart({ id, name, arguments: given }: ToolCall): object {
  return { type: "tool_call", id, name, arguments: given };
}
