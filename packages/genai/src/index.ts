/** What agents, models and tools do, in the terms of OpenTelemetry's GenAI conventions. */
export type { ChatMessage, MessagePart } from "./chat-message.ts";
export { type Cost, type CostQuestion, costOf, type ModelPrices, type PriceList } from "./cost.ts";
export { readMessages } from "./read-messages.ts";
export { type ModelResponse, readResponse } from "./read-response.ts";
export { addTokenUsage, readTokenUsage, type TokenUsage } from "./token-usage.ts";
