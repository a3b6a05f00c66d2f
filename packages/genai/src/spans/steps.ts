/** The steps of an agent that are no calls of models or tools. */

import { names } from "../names.ts";
import { writeValue } from "./io-attributes.ts";
import { type SpanFunction, spanFunction, type TypedSpanOptions } from "./span-function.ts";
import type { SpanType } from "./span-types.ts";
import { TypedSpan } from "./typed-span.ts";

/** Typed spans that have no words of their own. */
export type StepFunction = SpanFunction<TypedSpanOptions, TypedSpan>;

const step = (type: SpanType): StepFunction =>
  spanFunction<TypedSpanOptions, TypedSpan>({ type, write: writeValue, create: (place) => new TypedSpan(place) });

/** Several steps in a row: a pipeline. */
export const chain: StepFunction = spanFunction<TypedSpanOptions, TypedSpan>({
  type: "chain",
  write: writeValue,
  attributes: (name) => ({ [names.workflowName]: name }),
  create: (place) => new TypedSpan(place),
});

/** Anything that is none of the others. */
export const custom: StepFunction = step("custom");

/** A choice between ways to go on; `span.annotate()` says why. */
export const decision: StepFunction = step("decision");

/** A question to a person; `span.wait()` tells the waiting time apart. */
export const humanInput: StepFunction = step("human_input");

/** A piece of work. */
export const task: StepFunction = step("task");

/** Data from one shape into another. */
export const transformation: StepFunction = step("transformation");

/** Whether something is as it must be. */
export const validation: StepFunction = step("validation");
