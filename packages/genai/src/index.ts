/** What agents, models and tools do, in the terms of OpenTelemetry's GenAI conventions. */
export { type AgentOptions, agent, subAgent } from "./agent.ts";
export { type CachedPromptsOptions, cachedPrompts } from "./cached-prompts.ts";
export { toEnv, toHeaders, toMeta } from "./carriers.ts";
export type { ChatMessage, MessagePart } from "./chat-message.ts";
export { continueFrom } from "./continue-from.ts";
export { type Cost, type CostQuestion, costOf, type ModelPrices, type PriceList } from "./cost.ts";
export { currentSpan, currentTrace } from "./current-span.ts";
export type { Edges } from "./edges.ts";
export type { EmbeddingSpan } from "./embedding-span.ts";
export { environmentSettings } from "./environment-settings.ts";
export { type EvaluationOptions, type EvaluationSpan, evaluation } from "./evaluation.ts";
export { type Alternative, fallback } from "./fallback.ts";
export { FilePromptStore } from "./file-prompt-store.ts";
export { findInjection, type InjectionKind, type InjectionReport } from "./find-injection.ts";
export { findPii, type PiiKind } from "./find-pii.ts";
export { findSecrets, type SecretKind } from "./find-secrets.ts";
export { type GuardrailSpan, guardrail, type Verdict } from "./guardrail.ts";
export { type Hooks, type HooksOptions, hooks } from "./hooks.ts";
export type { UrlMatch } from "./http/url-matcher.ts";
export type { Io } from "./io.ts";
export { feedback, type ScoreTarget, score } from "./later-score.ts";
export { type EmbeddingOptions, embedding, type LlmOptions, llm } from "./llm.ts";
export type { LlmSpan } from "./llm-span.ts";
export { MemoryPromptStore } from "./memory-prompt-store.ts";
export { type MetricOptions, metric } from "./metric.ts";
export type { ModelParameters } from "./model-parameters.ts";
export { type Conventions, names } from "./names.ts";
export { type AnyFunction, type ObserveOptions, observe, observed } from "./observe.ts";
export { type BranchResults, parallel } from "./parallel.ts";
export { langfuseProfile } from "./profiles/langfuse-profile.ts";
export { langsmithProfile } from "./profiles/langsmith-profile.ts";
export { langwatchProfile } from "./profiles/langwatch-profile.ts";
export { openInferenceProfile } from "./profiles/openinference-profile.ts";
export { Prompt, type PromptVariables } from "./prompt.ts";
export { type LinkedPrompt, promptAttributes } from "./prompt-attributes.ts";
export { PromptNotFound, type PromptQuery, type PromptStore } from "./prompt-store.ts";
export type { PromptMessage, PromptTemplate } from "./prompt-template.ts";
export { providerName } from "./provider-name.ts";
export type { DocumentInput, RetrievedDocument } from "./read-documents.ts";
export { readMessages } from "./read-messages.ts";
export { type ModelRequest, readRequest } from "./read-request.ts";
export { type ModelResponse, readResponse } from "./read-response.ts";
export type { ToolDefinition } from "./read-tools.ts";
export { maskPii, maskSecrets, type Replacement, redactText } from "./redact-text.ts";
export { requestAttributes } from "./request-attributes.ts";
export { type ResponseReader, type ResponseReaderOptions, responseReader } from "./response-reader.ts";
export { type RetrievalOptions, type RetrievalSpan, rag, retrieval } from "./retrieval.ts";
export { type RetryOptions, retry } from "./retry.ts";
export type { Finding } from "./scan-text.ts";
export type { Feedback, Score } from "./score.ts";
export { type SessionOptions, session } from "./session.ts";
export { type Capture, configure, type Settings } from "./settings.ts";
export type { SpanFunction, TypedSpanOptions } from "./span-function.ts";
export type { SpanType } from "./span-types.ts";
export {
  chain,
  custom,
  decision,
  humanInput,
  type StepFunction,
  task,
  transformation,
  validation,
} from "./steps.ts";
export { addTokenUsage, readTokenUsage, type TokenUsage } from "./token-usage.ts";
export { type ToolOptions, tool } from "./tool.ts";
export type { EndedTrace } from "./trace-end-sink.ts";
export { type TraceHttpOptions, traceHttp } from "./trace-http.ts";
export type { Level, TypedSpan } from "./typed-span.ts";
export type { SpanUpdate } from "./update-sink.ts";
