import type { JsonObject } from "@heddle/core";
import { expect, test } from "vitest";
import { spanType } from "../src/span-type.ts";

test.each<[attributes: JsonObject, name: string, expected: string | undefined]>([
  [{ "heddle.span.type": "guardrail", "gen_ai.operation.name": "chat" }, "x", "guardrail"],
  [{ "heddle.span.type": "new_type" }, "x", "new_type"],
  [{ "heddle.span.type": "", "gen_ai.operation.name": "embeddings" }, "x", "embedding"],
  [{ "gen_ai.operation.name": "unheard of", "openinference.span.kind": "RETRIEVER" }, "x", "retrieval"],
  [{ "traceloop.span.kind": "workflow" }, "x", "chain"],
  [{ "traceloop.span.kind": "toString" }, "loom.model.stream", "llm"],
  [{}, "loom.run", "agent"],
  [{ "gen_ai.operation.name": 7 }, "constructor", undefined],
])("%j named %s is of the type %s", (attributes, name, expected) => {
  expect(spanType(name, attributes)).toBe(expected);
});
