/** Picks, of what a request says, the parameters that have no name in the conventions. */
import type { JsonValue } from "@heddle/core";
import { isObject } from "./look.ts";
import type { RequestSettings } from "./request-settings.ts";
import { snakeCase } from "./snake-case.ts";

/** What a model is given, with what, and how it is reached: no parameters. */
const noParameters = new Set([
  "abort_signal",
  "chat_history",
  "contents",
  "context",
  "documents",
  "functions",
  "headers",
  "images",
  "input",
  "instructions",
  "message",
  "messages",
  "model",
  "model_id",
  "model_name",
  "preamble",
  "prediction",
  "prompt",
  "query",
  "role",
  "runtime_context",
  "schema",
  "stream",
  "suffix",
  "system",
  "system_instruction",
  "template",
  "texts",
  "tool_choice",
  "function_call",
  "tool_config",
  "tools",
  "value",
  "values",
]);

const secret = /(^|_)(api_?key|secret|password|authorization|credentials?|(access|api|auth|hf)_token)(_|$)/;

/** How hard to think has a name in the conventions; under these there may also be something else. */
const levelNames = new Set(["effort", "reasoning", "reasoning_effort", "think", "thinking_level"]);

/** More than this is data. */
const MOST_ENTRIES = 512;

/** Numbers, flags and words, and lists and objects of them; a text of several words is somebody's content. */
export function otherParameters(
  settings: RequestSettings,
  known: ReadonlySet<string>,
): Readonly<Record<string, JsonValue>> | undefined {
  const others = [...settings].flatMap(([name, { key, value }]): [string, JsonValue][] => {
    const isLevel = levelNames.has(name) && typeof value === "string";
    const isOther = !known.has(name) && !isLevel && !noParameters.has(name) && !secret.test(name);
    const parameter = isOther ? parameterOf(value) : undefined;
    return parameter === undefined ? [] : [[key, parameter]];
  });
  return others.length === 0 ? undefined : Object.fromEntries(others);
}

function parameterOf(value: unknown): JsonValue | undefined {
  if (isScalar(value)) return value;
  if (Array.isArray(value)) return value.length <= MOST_ENTRIES && value.every(isScalar) ? [...value] : undefined;
  if (!isObject(value)) return undefined;
  const entries = Object.entries(value).filter(
    ([key]) => !levelNames.has(snakeCase(key)) && !secret.test(snakeCase(key)),
  );
  const isFlat = entries.length <= MOST_ENTRIES && entries.every(([, inside]) => isScalar(inside));
  return isFlat && entries.length > 0 ? (Object.fromEntries(entries) as JsonValue) : undefined;
}

function isScalar(value: unknown): value is string | number | boolean {
  if (typeof value === "string") return /^\S{1,128}$/.test(value);
  return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value));
}
