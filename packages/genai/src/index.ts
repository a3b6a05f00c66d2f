/** What agents, models and tools do, in the terms of OpenTelemetry's GenAI conventions. */
export { type CachedPromptsOptions, cachedPrompts } from "./cached-prompts.ts";
export type { ChatMessage, MessagePart } from "./chat-message.ts";
export { type Cost, type CostQuestion, costOf, type ModelPrices, type PriceList } from "./cost.ts";
export { FilePromptStore } from "./file-prompt-store.ts";
export { MemoryPromptStore } from "./memory-prompt-store.ts";
export type { ModelParameters } from "./model-parameters.ts";
export { Prompt, type PromptVariables } from "./prompt.ts";
export { type LinkedPrompt, promptAttributes } from "./prompt-attributes.ts";
export { PromptNotFound, type PromptQuery, type PromptStore } from "./prompt-store.ts";
export type { PromptMessage, PromptTemplate } from "./prompt-template.ts";
export { readMessages } from "./read-messages.ts";
export { type ModelRequest, readRequest } from "./read-request.ts";
export { type ModelResponse, readResponse } from "./read-response.ts";
export type { ToolDefinition } from "./read-tools.ts";
export { requestAttributes } from "./request-attributes.ts";
export { type ResponseReader, type ResponseReaderOptions, responseReader } from "./response-reader.ts";
export { addTokenUsage, readTokenUsage, type TokenUsage } from "./token-usage.ts";
