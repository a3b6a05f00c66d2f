/** The keys and tokens that tell by their beginning who gave them out. */
import type { Detector } from "./scan-text.ts";

/** By who gave them out; `vendor_token` is all others'. */
export type VendorTokenKind =
  | "anthropic_key"
  | "aws_access_key"
  | "github_token"
  | "gitlab_token"
  | "google_api_key"
  | "openai_key"
  | "slack_token"
  | "slack_webhook"
  | "stripe_key"
  | "vendor_token";

/** Beginnings and bodies, as the vendors document or as secret scanners know them. */
const bodies: readonly [kind: VendorTokenKind, ...bodies: string[]][] = [
  ["anthropic_key", "sk-ant-[\\w-]{20,200}"],
  ["aws_access_key", "(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}"],
  ["github_token", "gh[opusr]_[A-Za-z0-9]{36,255}", "github_pat_[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"],
  ["gitlab_token", "gl(?:pat|ptt|rt|cbt|dt|oas|soat|imt|agent|ft)-[\\w.-]{20,100}"],
  ["google_api_key", "AIza[\\w-]{35}", "GOCSPX-[\\w-]{28}", "ya29\\.[\\w-]{20,500}"],
  ["openai_key", "sk-(?:proj|svcacct|admin)-[\\w-]{20,250}", "sk-[A-Za-z0-9]{20}T3BlbkFJ[A-Za-z0-9]{20}"],
  ["slack_token", "xox[abeprs](?:\\.xox[bp])?-[A-Za-z0-9-]{10,250}", "xapp-\\d-[A-Za-z0-9-]{10,250}"],
  ["slack_webhook", "https://hooks\\.slack\\.com/(?:services|workflows|triggers)/[\\w+/]{20,200}"],
  ["stripe_key", "[rs]k_(?:live|test|prod)_[A-Za-z0-9]{10,250}", "whsec_[A-Za-z0-9+/]{24,100}"],
  [
    "vendor_token",
    "dapi[0-9a-f]{32}", // Databricks
    "do[opr]_v1_[0-9a-f]{64}", // DigitalOcean
    "dp\\.(?:pt|st|ct|sa|scim|audit)\\.[\\w-]{40,100}", // Doppler
    "gsk_[A-Za-z0-9]{40,100}", // Groq
    "hf_[A-Za-z0-9]{30,100}", // Hugging Face
    "hv[sbr]\\.[\\w-]{24,300}", // HashiCorp Vault
    "lin_(?:api|oauth)_[A-Za-z0-9]{32,64}", // Linear
    "lsv2_(?:pt|sk)_[0-9a-f]{32}_[0-9a-f]{10}", // LangSmith
    "npm_[A-Za-z0-9]{36}", // npm
    "ntn_[A-Za-z0-9]{40,60}", // Notion
    "pcsk_[\\w-]{40,100}", // Pinecone
    "pplx-[A-Za-z0-9]{40,64}", // Perplexity
    "pypi-AgEI[\\w-]{50,500}", // PyPI
    "r8_[A-Za-z0-9]{37}", // Replicate
    "SG\\.[\\w-]{22}\\.[\\w-]{43}", // SendGrid
    "shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}", // Shopify
    "sk-[A-Za-z0-9_-]{20,250}", // OpenRouter, DeepSeek, Langfuse, AgentTrace and many others
    "sdk_[A-Za-z0-9]{20,100}", // NodeLoom
    "SK[0-9a-f]{32}", // Twilio
    "tvly-[\\w-]{20,64}", // Tavily
    "xai-[A-Za-z0-9]{60,100}", // xAI
    "\\d{8,10}:AA[\\w-]{33}", // Telegram
  ],
];

/** A word that goes on is another word, and one without a digit is a name, such as `sk-learn-compatible-estimators`. */
export const vendorTokenDetectors: readonly Detector<VendorTokenKind>[] = bodies.map(([kind, ...alternatives]) => ({
  kind,
  pattern: new RegExp(`(?<![A-Za-z0-9]|[A-Za-z0-9][_-])(?:${alternatives.join("|")})(?![A-Za-z0-9])`, "g"),
  measure: (found) => (/\d/.test(found) && !/(?:x{6}|\*|\.{3})/i.test(found) ? found.length : 0),
}));
