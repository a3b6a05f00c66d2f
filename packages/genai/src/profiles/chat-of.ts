/** Reads the chat messages that a span keeps. */
import type { JsonObject } from "@heddle/core";
import { names } from "../names.ts";
import type { ChatMessage } from "../reading/chat-message.ts";
import { parsed } from "../reading/look.ts";
import { readMessages } from "../reading/read-messages.ts";

/** What was said to a model, and what it said. */
export interface Chat {
  /** What the system says, where it is kept apart. */
  readonly system: readonly ChatMessage[];
  readonly told: readonly ChatMessage[];
  readonly said: readonly ChatMessage[];
}

/** The chat of a model call or an agent; empty for any other span. */
export function chatOf(attributes: JsonObject): Chat {
  const system = parsedAt(attributes, "gen_ai.system_instructions");
  return {
    system: system === undefined ? [] : readMessages({ role: "system", content: system }),
    told: messagesAt(attributes, names.inputMessages),
    said: messagesAt(attributes, names.outputMessages),
  };
}

function messagesAt(attributes: JsonObject, name: string): readonly ChatMessage[] {
  const given = parsedAt(attributes, name);
  return Array.isArray(given) ? readMessages(given) : [];
}

/** Spans of others, and those that were read back, have JSON text. */
function parsedAt(attributes: JsonObject, name: string): unknown {
  const value = attributes[name];
  return typeof value === "string" ? parsed(value) : value;
}
