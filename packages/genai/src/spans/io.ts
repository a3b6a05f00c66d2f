/** Tells what kind of value goes in or comes out. */
import { isObject, type Unknowns } from "../reading/look.ts";

/** What a value is, said or found out. */
export interface Io {
  /** `raw`: as it is, whatever it looks like. */
  readonly type: "text" | "chat_messages" | "json" | "list" | "raw";
  readonly value: unknown;
}

const types: readonly unknown[] = ["text", "chat_messages", "json", "list", "raw"];

/**
 * What `given` is: a text, chat messages (a list of objects with a role), another list, or JSON. An object of exactly a `type`
 * (one of `Io`'s) and a `value` says so itself.
 */
export function ioOf(given: unknown): Io {
  try {
    if (isIo(given)) return given;
    if (typeof given === "string") return { type: "text", value: given };
    if (Array.isArray(given))
      return { type: given.length > 0 && given.every(isMessage) ? "chat_messages" : "list", value: given };
    return { type: "json", value: given };
  } catch {
    // A proxy that will not be looked at.
    return { type: "raw", value: given };
  }
}

function isIo(given: unknown): given is Io {
  return isObject(given) && "value" in given && types.includes(given.type) && Object.keys(given).length === 2;
}

/** LangChain's messages are instances that tell their role when asked. */
function isMessage(item: unknown): boolean {
  if (!isObject(item)) return false;
  return typeof item.role === "string" ? hasWords(item) : typeof (item.getType ?? item._getType) === "function";
}

function hasWords(message: Unknowns): boolean {
  return ["content", "parts", "tool_calls", "toolCalls"].some((key) => key in message);
}
