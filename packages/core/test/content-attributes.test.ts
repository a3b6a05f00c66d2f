import { isContentAttribute } from "@heddle/core/bridge";
import { expect, test } from "vitest";

test.each<[convention: string, content: readonly string[], others: readonly string[]]>([
  [
    "OpenTelemetry GenAI",
    [
      "gen_ai.input.messages",
      "gen_ai.tool.call.arguments",
      "gen_ai.evaluation.explanation",
      "gen_ai.prompt",
      "gen_ai.prompt.0.content",
    ],
    ["gen_ai.tool.name", "gen_ai.prompt.name", "gen_ai.prompt.version", "gen_ai.prompts", "gen_ai.usage.input_tokens"],
  ],
  [
    "OpenInference",
    [
      "llm.input_messages",
      "llm.output_messages.0.message.content",
      "llm.choices.0.completion.text",
      "llm.function_call",
      "llm.prompt_template.template",
      "llm.prompt_template.variables",
      "llm.tools.0.tool.json_schema",
      "input.images.0.image.url",
      "retrieval.documents",
      "retrieval.documents.0.document.content",
      "reranker.query",
      "reranker.input_documents.0.document.content",
      "embedding.embeddings.0.embedding.vector",
    ],
    [
      "input.mime_type",
      "llm.model_name",
      "llm.prompt_template.version",
      "llm.token_count.prompt",
      "reranker.model_name",
      "reranker.top_k",
      "embedding.model_name",
    ],
  ],
  [
    "the AI SDK",
    ["ai.prompt", "ai.prompt.messages", "ai.response.text", "ai.toolCall.args", "ai.embeddings"],
    ["ai.response.model", "ai.response.finishReason", "ai.toolCall.name", "ai.promptly"],
  ],
  [
    "OpenLLMetry, Langfuse and LangWatch",
    ["traceloop.entity.input", "llm.request.functions.0.parameters", "langfuse.trace.output", "langwatch.input"],
    ["traceloop.entity.name", "llm.request.type", "langfuse.trace.name", "langwatch.span.type"],
  ],
  [
    "files and programs",
    [
      "heddle.file.diff",
      "heddle.guardrail.reason",
      "process.command_args",
      "process.command_line",
      "process.environment_variable.HOME",
    ],
    ["heddle.file.sha256", "file.path", "process.command", "process.exit.code", "process.working_directory"],
  ],
  [
    "plain words",
    ["input", "output", "prompt", "messages", "arguments", "content"],
    ["inputs", "input_tokens", "prompts", "reranker", ""],
  ],
])("of %s, content is told from what is none", (_convention, content, others) => {
  const found = [...content, ...others].filter(isContentAttribute);

  expect(found).toEqual(content);
});
