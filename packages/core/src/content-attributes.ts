/** Which attributes hold content: what people, models and tools said to each other. */

/**
 * Names by convention: OpenTelemetry GenAI and MCP, OpenInference, the AI SDK, OpenLLMetry, Langfuse, LangSmith, and the plain
 * words.
 */
const names = new Set([
  "gen_ai.completion",
  "gen_ai.event.content",
  "gen_ai.input.messages",
  "gen_ai.memory.query.text",
  "gen_ai.memory.records",
  "gen_ai.output.messages",
  "gen_ai.prompt",
  "gen_ai.retrieval.documents",
  "gen_ai.retrieval.query.text",
  "gen_ai.system_instructions",
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.call.result",
  "gen_ai.tool.definitions",
  "ai.prompt",
  "ai.result.object",
  "ai.result.text",
  "ai.result.toolCalls",
  "ai.toolCall.args",
  "ai.toolCall.result",
  "ai.value",
  "ai.values",
  "completion",
  "embedding.text",
  "input",
  "input.value",
  "langfuse.observation.input",
  "langfuse.observation.output",
  "langfuse.trace.input",
  "langfuse.trace.output",
  "messages",
  "output",
  "output.value",
  "prompt",
  "tool.parameters",
  "traceloop.entity.input",
  "traceloop.entity.output",
]);

/** The beginnings of names that go on with an index, a key or a part. */
const beginnings = [
  "ai.prompt.",
  "ai.response.",
  "embedding.embeddings.",
  "gen_ai.completion.",
  "gen_ai.prompt.",
  "llm.completions.",
  "llm.input_messages.",
  "llm.output_messages.",
  "llm.prompts.",
  "reranker.",
  "retrieval.documents.",
];

/** Names that begin like content and are none. */
const exceptions = new Set([
  "ai.response.avgOutputTokensPerSecond",
  "ai.response.finishReason",
  "ai.response.id",
  "ai.response.model",
  "ai.response.msToFinish",
  "ai.response.msToFirstChunk",
  "ai.response.timestamp",
  "gen_ai.prompt.name",
  "gen_ai.prompt.version",
  "reranker.model_name",
  "reranker.top_k",
]);

/**
 * Whether the attribute `name` holds a prompt, an answer, or what a tool or a retrieval was given or gave: what leaves the
 * process only where the user says so.
 */
export function isContentAttribute(name: string): boolean {
  if (names.has(name)) return true;
  return beginnings.some((beginning) => name.startsWith(beginning)) && !exceptions.has(name);
}
