/** Keeps room among the attributes of a span for those that come late: SDKs keep 128, and leave out what comes after. */
import type { JsonObject } from "@heddle/core";
import { attributeRank } from "@heddle/core/bridge";

/** A quarter is kept for what backends look for: token counts, say, are known last. */
const EARLY = 96;

/**
 * What of `attributes` a span that has `given` is given before its end: all, or else what backends look for, and what is no
 * content while there is room.
 */
export function earlyAttributes(attributes: JsonObject, given: JsonObject): JsonObject {
  let room = EARLY - countOf(given);
  if (countOf(attributes) <= room) return attributes;
  const early = inOrder(attributes).filter(([key]) => {
    const rank = attributeRank(key);
    if (rank < 2 && !(key in given)) room--;
    return key in given || rank === 0 || (rank === 1 && room >= 0);
  });
  return Object.fromEntries(early);
}

/** What is new or other in `attributes` than in `given`, the most important first. */
export function lateAttributes(attributes: JsonObject, given: JsonObject): JsonObject {
  return Object.fromEntries(inOrder(attributes).filter(([key, value]) => given[key] !== value));
}

function inOrder(attributes: JsonObject): [string, JsonObject[string]][] {
  return Object.entries(attributes).sort(([a], [b]) => attributeRank(a) - attributeRank(b));
}

/** Without a list of the keys: this is asked for each span. */
function countOf(attributes: JsonObject): number {
  let count = 0;
  for (const _ in attributes) count++;
  return count;
}
