/** Finds the tokens that were written to a cache. */
import type { JsonObject, JsonValue } from "@heddle/core";
import { names } from "../names.ts";

/** Under the name of either conventions. */
export function cacheWriteOf(attributes: JsonObject): JsonValue | undefined {
  return attributes[names.usageCacheWrite] ?? attributes["gen_ai.usage.cache_write.input_tokens"];
}
