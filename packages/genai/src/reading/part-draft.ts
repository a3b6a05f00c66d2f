/** A part of a message that is put together from what a stream brings. */
import type { MessagePart } from "./chat-message.ts";
import type { GrowingText } from "./growing-text.ts";
import { parsed, type Unknowns } from "./look.ts";
import { readPart } from "./read-part.ts";

/** A part that grows. */
export interface PartDraft {
  /** A block as `readPart` knows it, in JSON. */
  shape: Unknowns;
  /** Where in the block the text grows. */
  readonly field: string;
  /** Where it stands: by its rank, then by its turn. */
  readonly rank: number;
  readonly turn: number;
  text?: GrowingText;
}

/** What a part takes beside its texts, so that many small ones have an end, too. */
export const PART_SIZE = 64;

/** In characters, without the text that grows. */
export function sizeOf(shape: Unknowns): number {
  return PART_SIZE + JSON.stringify(shape).length;
}

/** A draft of a part that is whole already. */
export function draftOf(part: MessagePart): Pick<PartDraft, "shape" | "field"> & { readonly text?: string } {
  if (part.type === "text" || part.type === "reasoning") {
    return { shape: { type: part.type }, field: "content", text: part.content };
  }
  if (part.type !== "tool_call") return { shape: part, field: "value" };
  const { arguments: given, ...shape } = part;
  return { shape, field: "arguments", ...(given !== undefined && { text: JSON.stringify(given) }) };
}

/**
 * The part as it is by now. A block may say what its text is until some comes; the input of a block that we have no part for is
 * JSON.
 */
export function partOf({ shape, field, text }: PartDraft): MessagePart {
  const grown = text?.toString() ?? "";
  if (text === undefined || (grown === "" && field in shape)) return readPart(shape);
  return readPart({ ...shape, [field]: field === "input" ? parsed(grown) : grown });
}
