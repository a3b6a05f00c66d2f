/** Finds the version of the prompt that a span was done by. */
import type { JsonObject } from "@heddle/core";

/** As a whole number, as backends count the versions of their own prompts; `undefined` where it is something else. */
export function promptVersionOf({ "gen_ai.prompt.version": version }: JsonObject): number | undefined {
  const isWhole = typeof version === "string" ? /^\d{1,9}$/.test(version) : Number.isSafeInteger(version);
  return isWhole ? Number(version) : undefined;
}
