/** Reads the parts of the AI SDK's streams: those of a provider, and those of `fullStream`, step by step. */
import { isObject, textAt, type Unknowns } from "../look.ts";
import type { MessageDraft } from "../message-draft.ts";
import { readPart, toolCall } from "../read-part.ts";
import type { ResponseDraft } from "../response-draft.ts";

/** Whether it is one, of any version from 2 on. https://ai-sdk.dev/docs/reference/ai-sdk-core/stream-text */
export function readAiSdkPart(part: Unknowns, draft: ResponseDraft): boolean {
  switch (part.type) {
    case "start-step":
    case "step-start":
      draft.nextStep();
      return true;
    case "response-metadata":
      draft.about(part.id, part.modelId);
      return true;
    case "finish-step":
    case "step-finish":
    case "finish":
      readFinish(part, draft);
      return true;
    default:
      return readContent(part, draft);
  }
}

function readFinish(part: Unknowns, draft: ResponseDraft): void {
  const { response } = part;
  if (isObject(response)) draft.about(response.id, response.modelId);
  if (part.type === "finish") draft.usage(part.totalUsage ?? part.usage);
  else draft.addUsage(part);
  draft.message().finish(part.finishReason);
}

function readContent(part: Unknowns, draft: ResponseDraft): boolean {
  const piece = textAt(part, "text", "delta", "textDelta", "argsTextDelta") ?? "";
  const id = textAt(part, "toolCallId", "id") ?? "";
  const name = textAt(part, "toolName");
  switch (part.type) {
    case "text-delta":
      draft.message().text(piece, `text ${id}`);
      return true;
    case "reasoning":
    case "reasoning-delta":
      draft.message().reasoning(piece, `reasoning ${id}`);
      return true;
    case "tool-input-start":
    case "tool-input-delta":
    case "tool-call-streaming-start":
    case "tool-call-delta":
      growCall(`call ${id}`, id, name, piece, draft.message());
      return true;
    case "tool-call":
      draft.message().put(`call ${id}`, 0, toolCall(id, name ?? "", part.input ?? part.args));
      return true;
    case "tool-result":
    case "tool-error":
      draft.message().put(`result ${id}`, 0, readPart(part));
      return true;
    case "file":
    case "reasoning-file":
    case "source":
    case "custom":
    case "tool-approval-request":
      draft.message().add(readPart(part));
      return true;
    default:
      return false;
  }
}

function growCall(key: string, id: string, name: string | undefined, piece: string, message: MessageDraft): void {
  message.open(key, 0, { type: "tool_call", id, name: name ?? "" }, "arguments");
  if (piece !== "") message.grow(key, piece);
}
