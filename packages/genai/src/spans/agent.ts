/** Agents, and those that they hand work to. */
import type { Attributes } from "@heddle/core";
import { names } from "../names.ts";
import { writeMessages } from "./io-attributes.ts";
import { type SpanFunction, spanFunction, type TypedSpanOptions } from "./span-function.ts";
import { TypedSpan } from "./typed-span.ts";

/** Who does it. */
export interface AgentOptions extends TypedSpanOptions {
  /** The agent's name, where the span is called something else. */
  readonly agentName?: string;
  readonly agentId?: string;
  readonly agentDescription?: string;
}

const attributes = (name: string, { agentName = name, agentId, agentDescription }: AgentOptions): Attributes => ({
  [names.agentName]: agentName,
  "gen_ai.agent.id": agentId,
  "gen_ai.agent.description": agentDescription,
});

/** A run of an agent, or any other whole task: most traces begin with one. */
export const agent: SpanFunction<AgentOptions, TypedSpan> = spanFunction<AgentOptions, TypedSpan>({
  type: "agent",
  write: writeMessages,
  attributes,
  create: (place) => new TypedSpan(place),
});

/** A run of an agent inside another one's. */
export const subAgent: SpanFunction<AgentOptions, TypedSpan> = spanFunction<AgentOptions, TypedSpan>({
  type: "sub_agent",
  write: writeMessages,
  attributes,
  create: (place) => new TypedSpan(place),
});
