/** Reads the chunks of Gemini, each of which is a small response. */
import { isObject, objectsAt, type Unknowns } from "../look.ts";
import { readPart } from "../read-part.ts";
import type { ResponseDraft } from "../response-draft.ts";

/** Whether it is one. https://ai.google.dev/api/generate-content */
export function readGeminiChunk(chunk: Unknowns, draft: ResponseDraft): boolean {
  if (!Array.isArray(chunk.candidates) && !isObject(chunk.usageMetadata) && !isObject(chunk.promptFeedback))
    return false;
  draft.about(chunk.responseId, chunk.modelVersion);
  draft.usage(chunk.usageMetadata);
  for (const candidate of objectsAt(chunk, "candidates")) readCandidate(candidate, draft);
  if (isObject(chunk.promptFeedback) && chunk.promptFeedback.blockReason !== undefined) {
    draft.message().finish("content_filter");
  }
  return true;
}

function readCandidate({ index, content, finishReason }: Unknowns, draft: ResponseDraft): void {
  const message = draft.message(index);
  for (const part of objectsAt(isObject(content) ? content : {}, "parts").map(readPart)) {
    if (part.type === "text" || part.type === "reasoning") message.goOn(part.type, part.content);
    else message.add(part);
  }
  message.finish(finishReason);
}
