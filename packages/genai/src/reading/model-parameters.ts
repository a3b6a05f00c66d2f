/** How a model is asked to answer, in one shape. */
import type { JsonValue } from "@heddle/core";

/** What the conventions call `gen_ai.request.*`; what is not asked for is absent. */
export interface ModelParameters {
  readonly temperature?: number;
  /** The most tokens of the answer. */
  readonly maxTokens?: number;
  readonly topP?: number;
  readonly topK?: number;
  readonly frequencyPenalty?: number;
  readonly presencePenalty?: number;
  readonly stopSequences?: readonly string[];
  readonly seed?: number;
  /** How many answers. */
  readonly choiceCount?: number;
  /** `minimal`, `low`, `medium`, `high`, or what the provider calls it. */
  readonly reasoningLevel?: string;
  readonly outputType?: "text" | "json" | "image" | "speech";
  /** The response that this one goes on with. */
  readonly previousResponseId?: string;
  /** Anything else that is asked for, such as `logit_bias` and `service_tier`, by the names it came with. */
  readonly others?: Readonly<Record<string, JsonValue>>;
}
