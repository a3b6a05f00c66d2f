/** What a model call costs. */
import { calcPrice, type PriceCalculation } from "@pydantic/genai-prices";
import { defined } from "./look.ts";
import type { TokenUsage } from "./token-usage.ts";

/** US dollars for a million tokens. */
export interface ModelPrices {
  readonly input: number;
  readonly output: number;
  /** As any other input, unless given. */
  readonly cacheRead?: number;
  /** As any other input, unless given. */
  readonly cacheWrite?: number;
}

/** Prices by model, of one's own: they come before the known ones. A name that ends in `*` is for all that begin so. */
export type PriceList = Readonly<Record<string, ModelPrices>>;

/** Of which model, and when. */
export interface CostQuestion {
  /** As the response names it, or else the request. */
  readonly model: string;
  /** As `gen_ai.provider.name` says it; found by the model's name unless given. */
  readonly provider?: string;
  /** Prices change: of this time. Milliseconds since the epoch; now unless given. */
  readonly at?: number;
  readonly prices?: PriceList;
}

/** US dollars. */
export interface Cost {
  readonly input: number;
  readonly output: number;
  /** With what a request costs by itself, where it does. */
  readonly total: number;
}

/** `undefined` for a model whose price nobody knows: that is not the same as free. */
export function costOf(usage: TokenUsage, { model, provider, at, prices = {} }: CostQuestion): Cost | undefined {
  const own = pricesOf(model, prices);
  return own === undefined ? knownCost(usage, model, provider, at) : ownCost(usage, own);
}

/** The exact name first, then the longest beginning. */
function pricesOf(model: string, prices: PriceList): ModelPrices | undefined {
  if (Object.hasOwn(prices, model)) return prices[model];
  const fitting = Object.keys(prices).filter((name) => name.endsWith("*") && model.startsWith(name.slice(0, -1)));
  const [longest] = fitting.sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : prices[longest];
}

function ownCost(usage: TokenUsage, prices: ModelPrices): Cost {
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  const { cacheRead = prices.input, cacheWrite = prices.input } = prices;
  const fresh = Math.max(0, inputTokens - cacheReadTokens - cacheWriteTokens);
  const input = (fresh * prices.input + cacheReadTokens * cacheRead + cacheWriteTokens * cacheWrite) / 1e6;
  return rounded(input, (outputTokens * prices.output) / 1e6);
}

/** The conventions' names of providers, where the price list has others. */
const providerIds: Readonly<Record<string, string>> = {
  "aws.bedrock": "aws",
  "azure.ai.inference": "azure",
  "azure.ai.openai": "azure",
  "gcp.gemini": "google",
  "gcp.gen_ai": "google",
  "gcp.vertex_ai": "google",
  mistral_ai: "mistral",
  moonshot_ai: "moonshotai",
  x_ai: "x-ai",
};

function knownCost(usage: TokenUsage, model: string, provider: string | undefined, at?: number): Cost | undefined {
  const key = `${provider}\n${model}`;
  const fixed = fixedPrices.get(key);
  const { inputTokens, outputTokens, cacheReadTokens = 0, cacheWriteTokens = 0 } = usage;
  // What is no count is seen to below.
  const isCounted = Math.min(inputTokens, outputTokens, cacheReadTokens, cacheWriteTokens) >= 0;
  if (fixed !== undefined && isCounted) return ownCost(usage, fixed);
  const providerId = provider && (providerIds[provider] ?? provider);
  const counts = {
    // A count of the cache that is greater than that of the whole is somebody's mistake; the parts are what is paid.
    input_tokens: Math.max(inputTokens, cacheReadTokens + cacheWriteTokens),
    output_tokens: outputTokens,
    ...(cacheReadTokens > 0 && { cache_read_tokens: cacheReadTokens }),
    ...(cacheWriteTokens > 0 && { cache_write_tokens: cacheWriteTokens }),
  };
  const timestamp = at === undefined ? {} : { timestamp: new Date(at) };
  const price =
    (providerId && calcPrice(counts, model, { ...timestamp, providerId })) || calcPrice(counts, model, timestamp);
  const found = price && fixedPricesOf(price);
  if (found && fixedPrices.size < MAX_FIXED) fixedPrices.set(key, found);
  return price ? rounded(price.input_price, price.output_price, price.total_price) : undefined;
}

/** Prices that depend on nothing but the model, by provider and model: to look one up takes ten times as long as to use it. */
const fixedPrices = new Map<string, ModelPrices>();
const MAX_FIXED = 1000;

/** `undefined` where prices depend on the time or on how much it is, and where a request has a price of its own. */
function fixedPricesOf({ model, model_price }: PriceCalculation): ModelPrices | undefined {
  const {
    input_mtok: input,
    output_mtok: output,
    cache_read_mtok: cacheRead,
    cache_write_mtok: cacheWrite,
  } = model_price;
  const isFixed = (price: unknown) => price === undefined || typeof price === "number";
  if (Array.isArray(model.prices) || "requests_kcount" in model_price) return undefined;
  if (typeof input !== "number" || typeof output !== "number" || !isFixed(cacheRead) || !isFixed(cacheWrite)) {
    return undefined;
  }
  return defined({ input, output, cacheRead, cacheWrite } as ModelPrices);
}

/** To a billionth of a dollar: sums of floating point numbers have noise at their end. */
function rounded(input: number, output: number, total: number = input + output): Cost {
  const round = (usd: number) => Math.round(usd * 1e9) / 1e9;
  return { input: round(input), output: round(output), total: round(total) };
}
