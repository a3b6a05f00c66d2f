/** What agents, models and tools do, in the terms of OpenTelemetry's GenAI conventions. */
export { type Cost, type CostQuestion, costOf, type ModelPrices, type PriceList } from "./cost.ts";
export { addTokenUsage, readTokenUsage, type TokenUsage } from "./token-usage.ts";
