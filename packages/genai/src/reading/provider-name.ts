/** Who provides a model, by its name. */

/** Prefixes before a slash, and what the conventions call them. */
const routes: Readonly<Record<string, string>> = {
  anthropic: "anthropic",
  azure: "azure.ai.openai",
  azure_ai: "azure.ai.inference",
  bedrock: "aws.bedrock",
  cohere: "cohere",
  deepseek: "deepseek",
  gemini: "gcp.gemini",
  google: "gcp.gemini",
  groq: "groq",
  mistral: "mistral_ai",
  mistralai: "mistral_ai",
  moonshot: "moonshot_ai",
  openai: "openai",
  perplexity: "perplexity",
  vertex_ai: "gcp.vertex_ai",
  watsonx: "ibm.watsonx.ai",
  xai: "x_ai",
};

const beginnings: readonly (readonly [RegExp, string])[] = [
  [/^claude/, "anthropic"],
  [/^(gpt|chatgpt|o[134](-|$)|text-embedding|davinci)/, "openai"],
  [/^gemini/, "gcp.gemini"],
  [/^(mistral|mixtral|codestral|magistral)/, "mistral_ai"],
  [/^command/, "cohere"],
  [/^deepseek/, "deepseek"],
  [/^grok/, "x_ai"],
  [/^sonar/, "perplexity"],
  [/^kimi/, "moonshot_ai"],
];

/** Each span of a model asks more than once, and most programs ask few models. */
let last: { readonly model: string; readonly provider: string | undefined } = { model: "", provider: undefined };

/** `gen_ai.provider.name` of `"openai/gpt-5"` or `"claude-sonnet-4-5"`; `undefined` where the name does not tell. */
export function providerName(model: string): string | undefined {
  if (model !== last.model) last = { model, provider: find(model) };
  return last.provider;
}

function find(model: string): string | undefined {
  const [route, rest] = model.toLowerCase().split("/", 2) as [string, string?];
  if (rest !== undefined && Object.hasOwn(routes, route)) return routes[route];
  const bare = rest ?? route;
  return beginnings.find(([beginning]) => beginning.test(bare))?.[1];
}
