/** Which attributes hold content: what people, models and tools said to each other. */

/**
 * Names by convention: OpenTelemetry GenAI and MCP, OpenInference, the AI SDK, OpenLLMetry, Langfuse, LangSmith, LangWatch,
 * the plain words, and what files and programs hold: command lines are full of secrets.
 */
const names = new Set([
  "gen_ai.evaluation.explanation",
  "gen_ai.event.content",
  "gen_ai.input.messages",
  "gen_ai.memory.query.text",
  "gen_ai.memory.records",
  "gen_ai.output.messages",
  "gen_ai.retrieval.documents",
  "gen_ai.retrieval.query.text",
  "gen_ai.system_instructions",
  "gen_ai.tool.call.arguments",
  "gen_ai.tool.call.result",
  "gen_ai.tool.definitions",
  "ai.embedding",
  "ai.embeddings",
  "ai.result.object",
  "ai.result.text",
  "ai.result.toolCalls",
  "ai.toolCall.args",
  "ai.toolCall.result",
  "ai.value",
  "ai.values",
  "arguments",
  "completion",
  "content",
  "embedding.text",
  "embedding.vector",
  "heddle.file.diff",
  "heddle.guardrail.reason",
  "input",
  "input.value",
  "langfuse.observation.input",
  "langfuse.observation.output",
  "langfuse.trace.input",
  "langfuse.trace.output",
  "langwatch.input",
  "langwatch.output",
  "langwatch.rag.contexts",
  "llm.function_call",
  "messages",
  "output",
  "output.value",
  "process.command_args",
  "process.command_line",
  "prompt",
  "reranker.query",
  "tool.parameters",
  "traceloop.entity.input",
  "traceloop.entity.output",
]);

/** Names of lists and structures: as one value, or with an index, a key or a part after a dot. */
const structures = [
  "ai.prompt",
  "ai.response",
  "embedding.embeddings",
  "gen_ai.completion",
  "gen_ai.prompt",
  "input.documents",
  "input.images",
  "llm.choices",
  "llm.completions",
  "llm.input_messages",
  "llm.output_messages",
  "llm.prompt_template",
  "llm.prompts",
  "llm.request.functions",
  "llm.tools",
  "process.environment_variable",
  "reranker.input_documents",
  "reranker.output_documents",
  "retrieval.documents",
];

/** Parts of structures that are none. */
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
  "llm.prompt_template.version",
]);

/**
 * Whether the attribute `name` holds a prompt, an answer, or what a tool or a retrieval was given or gave: what leaves the
 * process only where the user says so.
 */
export function isContentAttribute(name: string): boolean {
  if (names.has(name)) return true;
  return structures.some((structure) => isPart(name, structure)) && !exceptions.has(name);
}

function isPart(name: string, structure: string): boolean {
  return name.startsWith(structure) && (name.length === structure.length || name[structure.length] === ".");
}
