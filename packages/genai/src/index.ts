/** What agents, models and tools do, in the terms of OpenTelemetry's GenAI conventions. */

export { toEnv, toHeaders, toMeta } from "./carriers/carriers.ts";
export { continueFrom } from "./carriers/continue-from.ts";
export { findInjection, type InjectionKind, type InjectionReport } from "./detectors/find-injection.ts";
export { findPii, type PiiKind } from "./detectors/find-pii.ts";
export { findSecrets, type SecretKind } from "./detectors/find-secrets.ts";
export { maskPii, maskSecrets, type Replacement, redactText } from "./detectors/redact-text.ts";
export type { Finding } from "./detectors/scan-text.ts";
export type { Edges } from "./edges/edges.ts";
export { type Alternative, fallback } from "./edges/fallback.ts";
export { type BranchResults, parallel } from "./edges/parallel.ts";
export { type RetryOptions, retry } from "./edges/retry.ts";
export { environmentSettings } from "./environment-settings.ts";
export { type Hooks, type HooksOptions, hooks } from "./hooks/hooks.ts";
export type { EndedTrace } from "./hooks/trace-end-sink.ts";
export type { SpanUpdate } from "./hooks/update-sink.ts";
export { type TraceHttpOptions, traceHttp } from "./http/trace-http.ts";
export type { UrlMatch } from "./http/url-matcher.ts";
export { type MetricOptions, metric } from "./metric.ts";
export { type Conventions, names } from "./names.ts";
export { langfuseProfile } from "./profiles/langfuse-profile.ts";
export { langsmithProfile } from "./profiles/langsmith-profile.ts";
export { langwatchProfile } from "./profiles/langwatch-profile.ts";
export { openInferenceProfile } from "./profiles/openinference-profile.ts";
export { type CachedPromptsOptions, cachedPrompts } from "./prompts/cached-prompts.ts";
export { FilePromptStore } from "./prompts/file-prompt-store.ts";
export { MemoryPromptStore } from "./prompts/memory-prompt-store.ts";
export { Prompt, type PromptVariables } from "./prompts/prompt.ts";
export { type LinkedPrompt, promptAttributes } from "./prompts/prompt-attributes.ts";
export { PromptNotFound, type PromptQuery, type PromptStore } from "./prompts/prompt-store.ts";
export type { PromptMessage, PromptTemplate } from "./prompts/prompt-template.ts";
export type { ChatMessage, MessagePart } from "./reading/chat-message.ts";
export { type Cost, type CostQuestion, costOf, type ModelPrices, type PriceList } from "./reading/cost.ts";
export type { ModelParameters } from "./reading/model-parameters.ts";
export { providerName } from "./reading/provider-name.ts";
export { readMessages } from "./reading/read-messages.ts";
export { type ModelRequest, readRequest } from "./reading/read-request.ts";
export { type ModelResponse, readResponse } from "./reading/read-response.ts";
export type { ToolDefinition } from "./reading/read-tools.ts";
export { requestAttributes } from "./reading/request-attributes.ts";
export { type ResponseReader, type ResponseReaderOptions, responseReader } from "./reading/response-reader.ts";
export { addTokenUsage, readTokenUsage, type TokenUsage } from "./reading/token-usage.ts";
export { feedback, type ScoreTarget, score } from "./scores/later-score.ts";
export type { Feedback, Score } from "./scores/score.ts";
export { type Capture, configure, type Settings } from "./settings.ts";
export { type AgentOptions, agent, subAgent } from "./spans/agent.ts";
export { currentSpan, currentTrace } from "./spans/current-span.ts";
export type { EmbeddingSpan } from "./spans/embedding-span.ts";
export { type EvaluationOptions, type EvaluationSpan, evaluation } from "./spans/evaluation.ts";
export { type GuardrailSpan, guardrail, type Verdict } from "./spans/guardrail.ts";
export type { Io } from "./spans/io.ts";
export { type EmbeddingOptions, embedding, type LlmOptions, llm } from "./spans/llm.ts";
export type { LlmSpan } from "./spans/llm-span.ts";
export { type AnyFunction, type ObserveOptions, observe, observed } from "./spans/observe.ts";
export type { DocumentInput, RetrievedDocument } from "./spans/read-documents.ts";
export { type RetrievalOptions, type RetrievalSpan, rag, retrieval } from "./spans/retrieval.ts";
export { type SessionOptions, session } from "./spans/session.ts";
export type { SpanFunction, TypedSpanOptions } from "./spans/span-function.ts";
export type { SpanType } from "./spans/span-types.ts";
export {
  chain,
  custom,
  decision,
  humanInput,
  type StepFunction,
  task,
  transformation,
  validation,
} from "./spans/steps.ts";
export { type ToolOptions, tool } from "./spans/tool.ts";
export type { Level, TypedSpan } from "./spans/typed-span.ts";
