/** One function for each type of span, and what backends call it. */
import { InMemoryTelemetry } from "@heddle/core";
import * as genai from "@heddle/genai";

const memory = new InMemoryTelemetry();
genai.configure({ telemetry: memory });
const { agent, chain, custom, decision, embedding, evaluation, guardrail, humanInput } = genai;
const { llm, rag, retrieval, subAgent, task, tool, transformation, validation } = genai;

agent("support", {}, () => {});
subAgent("billing", {}, () => {});
llm("answer", {}, () => {});
embedding("embed", {}, () => {});
tool("weather", {}, () => {});
retrieval("handbook", {}, () => {});
rag("handbook", {}, () => {});
chain("pipeline", {}, () => {});
guardrail("no secrets", {}, () => {});
evaluation("helpful", {}, () => {});
decision("route", {}, () => {});
humanInput("approve", {}, () => {});
task("clean", {}, () => {});
transformation("to JSON", {}, () => {});
validation("schema", {}, () => {});
custom("anything", {}, () => {});

for (const { attributes } of memory.spans()) {
  const { "heddle.span.type": type, "openinference.span.kind": kind, "gen_ai.operation.name": operation } = attributes;
  console.log(type, kind ?? "-", operation ?? "-");
}

// Output:
// agent AGENT invoke_agent
// sub_agent AGENT invoke_agent
// llm LLM chat
// embedding EMBEDDING embeddings
// tool TOOL execute_tool
// retrieval RETRIEVER retrieval
// rag RETRIEVER retrieval
// chain CHAIN invoke_workflow
// guardrail GUARDRAIL -
// evaluation EVALUATOR -
// decision CHAIN -
// human_input CHAIN -
// task CHAIN -
// transformation CHAIN -
// validation CHAIN -
// custom - -
