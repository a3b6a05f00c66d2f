/** Rebuilds what a model answered from the chunks of a stream. */
import { isObject, type Unknowns } from "./look.ts";
import type { ModelResponse } from "./read-response.ts";
import { ResponseDraft } from "./response-draft.ts";
import { readAiSdkPart } from "./streams/read-ai-sdk-part.ts";
import { readAnthropicEvent } from "./streams/read-anthropic-event.ts";
import { readChatChunk } from "./streams/read-chat-chunk.ts";
import { readCohereEvent } from "./streams/read-cohere-event.ts";
import { readConverseEvent } from "./streams/read-converse-event.ts";
import { readGeminiChunk } from "./streams/read-gemini-chunk.ts";
import { readLangChainChunk } from "./streams/read-langchain-chunk.ts";
import { readOllamaChunk } from "./streams/read-ollama-chunk.ts";
import { readResponsesEvent } from "./streams/read-responses-event.ts";

/** How much of a stream is kept. */
export interface ResponseReaderOptions {
  /** Characters of all texts, arguments and other parts together. 1,000,000 unless given. */
  readonly maxLength?: number;
}

/** Takes the chunks of one stream. Nothing here throws, whatever a chunk is; one that nobody knows changes nothing. */
export interface ResponseReader {
  /**
   * Takes the next chunk. Whether it brought the first content, be it text, reasoning or the call of a tool: the time to
   * first token is measured there, and not at the chunks that only open a stream or keep it alive.
   */
  add(chunk: unknown): boolean;
  /**
   * The answer so far; at the end of the stream, what `readResponse` gives for the same answer in one piece. `undefined` as
   * long as no chunk was part of an answer. What found no room is counted: `… [7 more]` at the end of the text it belongs to.
   */
  response(): ModelResponse | undefined;
  /** The text so far, that of several answers one after the other. */
  readonly text: string;
}

const readers: readonly ((chunk: Unknowns, draft: ResponseDraft) => boolean)[] = [
  readChatChunk,
  readResponsesEvent,
  readAnthropicEvent,
  readGeminiChunk,
  readConverseEvent,
  readOllamaChunk,
  readCohereEvent,
  readAiSdkPart,
  readLangChainChunk,
  readFailure,
];

/**
 * Known are the streams of OpenAI (chat, completions, responses), Anthropic, Gemini, Bedrock, Cohere, Ollama, the AI SDK (a
 * provider's and `fullStream`) and LangChain, of those who speak like them, and texts.
 *
 * Throws a RangeError for a `maxLength` that is not a positive whole number.
 */
export function responseReader({ maxLength = 1_000_000 }: ResponseReaderOptions = {}): ResponseReader {
  if (!(Number.isSafeInteger(maxLength) && maxLength > 0)) {
    throw new RangeError(`responseReader: maxLength is ${String(maxLength)}; give a positive whole number`);
  }
  const draft = new ResponseDraft(maxLength);
  let hadContent = false;
  return {
    add(chunk) {
      read(chunk, draft);
      if (hadContent) return false;
      hadContent = draft.hasContent;
      return hadContent;
    },
    response: () => draft.toResponse(),
    get text() {
      return textOf(draft.toResponse());
    },
  };
}

function read(chunk: unknown, draft: ResponseDraft): void {
  try {
    if (typeof chunk === "string") draft.message().text(chunk);
    else if (isObject(chunk)) readers.some((reader) => reader(chunk, draft));
  } catch {
    // A getter that throws, a proxy: the chunk is as unknown as any other.
  }
}

/** Many say so in the same way. */
function readFailure(chunk: Unknowns, draft: ResponseDraft): boolean {
  const isFailure = chunk.type === "error" || (isObject(chunk.error) && chunk.type === undefined);
  if (isFailure) draft.fail();
  return isFailure;
}

function textOf(response: ModelResponse | undefined): string {
  const parts = response?.messages.flatMap((message) => message.parts) ?? [];
  return parts.map((part) => (part.type === "text" ? part.content : "")).join("");
}
