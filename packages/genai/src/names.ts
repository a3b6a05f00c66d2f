/** Names of attributes: OpenTelemetry's GenAI conventions, and the few beside them that make backends show a span right. */
import type { Attributes } from "@heddle/core";

/**
 * Which names are written. `1.41`: what backends read today. `main`: what the conventions say since they have a repository of
 * their own, https://github.com/open-telemetry/semantic-conventions-genai
 */
export type Conventions = "1.41" | "main";

/** The names as `1.41` has them. */
export const names = {
  agentName: "gen_ai.agent.name",
  agentVersion: "gen_ai.agent.version",
  conversationId: "gen_ai.conversation.id",
  cost: "gen_ai.usage.cost",
  dataSourceId: "gen_ai.data_source.id",
  environment: "deployment.environment.name",
  errorType: "error.type",
  evaluationExplanation: "gen_ai.evaluation.explanation",
  evaluationLabel: "gen_ai.evaluation.score.label",
  evaluationName: "gen_ai.evaluation.name",
  evaluationResult: "gen_ai.evaluation.result",
  evaluationValue: "gen_ai.evaluation.score.value",
  finishReasons: "gen_ai.response.finish_reasons",
  inputMessages: "gen_ai.input.messages",
  inputMimeType: "input.mime_type",
  inputValue: "input.value",
  level: "heddle.level",
  metadata: "metadata",
  openInferenceKind: "openinference.span.kind",
  operation: "gen_ai.operation.name",
  outputMessages: "gen_ai.output.messages",
  outputMimeType: "output.mime_type",
  outputValue: "output.value",
  provider: "gen_ai.provider.name",
  requestModel: "gen_ai.request.model",
  responseId: "gen_ai.response.id",
  responseModel: "gen_ai.response.model",
  retrievalDocuments: "gen_ai.retrieval.documents",
  retrievalQuery: "gen_ai.retrieval.query.text",
  serverAddress: "server.address",
  serverPort: "server.port",
  sessionId: "session.id",
  spanType: "heddle.span.type",
  stream: "gen_ai.request.stream",
  tags: "tag.tags",
  timeToFirstChunk: "gen_ai.response.time_to_first_chunk",
  toolArguments: "gen_ai.tool.call.arguments",
  toolCallId: "gen_ai.tool.call.id",
  toolDefinitions: "gen_ai.tool.definitions",
  toolDescription: "gen_ai.tool.description",
  toolName: "gen_ai.tool.name",
  toolResult: "gen_ai.tool.call.result",
  toolType: "gen_ai.tool.type",
  topK: "gen_ai.request.top_k",
  usageCacheRead: "gen_ai.usage.cache_read.input_tokens",
  usageCacheWrite: "gen_ai.usage.cache_creation.input_tokens",
  usageInput: "gen_ai.usage.input_tokens",
  usageOutput: "gen_ai.usage.output_tokens",
  usageReasoning: "gen_ai.usage.reasoning.output_tokens",
  userId: "user.id",
  version: "service.version",
  waitingMs: "heddle.waiting_ms",
  workflowName: "gen_ai.workflow.name",
} as const;

const renamed: ReadonlyMap<string, string> = new Map([
  [names.usageCacheWrite, "gen_ai.usage.cache_write.input_tokens"],
]);

/** `attributes`, written by `1.41`, under the names of `conventions`. */
export function inConventions(attributes: Attributes, conventions: Conventions): Attributes {
  if (conventions === "1.41" || !Object.keys(attributes).some((name) => renamed.has(name))) return attributes;
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [renamed.get(name) ?? name, value]));
}
