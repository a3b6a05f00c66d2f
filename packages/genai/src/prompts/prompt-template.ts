/** What an author of a prompt writes, and what makes it a good one. */
import { isDeepStrictEqual } from "node:util";
import type { JsonObject } from "@heddle/core";
import { isObject } from "../reading/look.ts";
import { variablesIn } from "./fill-template.ts";

/** A message of a chat. */
export interface PromptMessage {
  /** `system`, `user`, `assistant`, or what a provider calls it. */
  readonly role: string;
  /** With variables. */
  readonly content: string;
}

/** A prompt, before a store gives it a version. */
export interface PromptTemplate {
  /** One or more parts between slashes, as `team/code-review`. */
  readonly name: string;
  /**
   * A text, or the messages of a chat, with `{{variables}}`. A variable's name is letters, digits, `_`, `.` and `-`; space
   * around it does not count. Single braces are themselves, and `{{"{{"}}` is two of them.
   */
  readonly content: string | readonly PromptMessage[];
  /** The variables of the content, to have them checked against it. */
  readonly variables?: readonly string[];
  readonly description?: string;
  /** The model it was written for. */
  readonly modelHint?: string;
  /** What belongs to the prompt beside its words, such as a temperature. */
  readonly config?: JsonObject;
}

/** A frozen copy of `template`, with its variables in the order they first appear. Throws a TypeError that says what is wrong. */
export function checkTemplate(template: PromptTemplate): PromptTemplate & Required<Pick<PromptTemplate, "variables">> {
  const name = checkPromptName(template.name);
  try {
    const { description, modelHint, config } = template;
    const content = copyContent(template.content);
    return {
      name,
      content,
      variables: Object.freeze(checkVariables(content, template.variables)),
      ...(description !== undefined && { description: checkText("description", description) }),
      ...(modelHint !== undefined && { modelHint: checkText("modelHint", modelHint) }),
      ...(config !== undefined && { config: copyConfig(config) }),
    };
  } catch (error) {
    throw new TypeError(`Prompt ${JSON.stringify(name)}: ${(error as Error).message}`);
  }
}

/** The name of a prompt, or a TypeError. */
export function checkPromptName(name: unknown): string {
  if (typeof name === "string" && name.isWellFormed() && name.split("/").every((part) => part !== "")) return name;
  const quoted = typeof name === "string" ? JSON.stringify(name) : String(name);
  throw new TypeError(`Prompt: ${quoted} is no name; give one or more parts between slashes, as "team/code-review"`);
}

/** The texts of a content. */
function textsOf(content: PromptTemplate["content"]): readonly string[] {
  return typeof content === "string" ? [content] : content.map((message) => message.content);
}

function copyContent(content: unknown): PromptTemplate["content"] {
  if (typeof content === "string") return content;
  if (Array.isArray(content) && content.length > 0 && content.every(isMessage)) {
    return Object.freeze(content.map((message) => Object.freeze({ role: message.role, content: message.content })));
  }
  throw new TypeError("the content is no text and no messages; give a text, or a list of { role, content } with texts");
}

function isMessage(value: unknown): value is PromptMessage {
  return isObject(value) && typeof value.role === "string" && typeof value.content === "string";
}

function checkVariables(content: PromptTemplate["content"], declared: readonly string[] | undefined): string[] {
  const found = [...new Set(textsOf(content).flatMap(variablesIn))];
  const absent = declared?.find((name) => !found.includes(name));
  if (absent !== undefined) throw new TypeError(`the content has no {{${absent}}}; take it out of \`variables\``);
  const undeclared = declared && found.find((name) => !declared.includes(name));
  if (undeclared !== undefined) throw new TypeError(`the content has {{${undeclared}}}; add it to \`variables\``);
  return found;
}

function checkText(key: string, value: unknown): string {
  if (typeof value === "string") return value;
  throw new TypeError(`${key} is ${String(value)}; give a text`);
}

/** A copy that must be the same: what JSON loses would be lost in a store. */
function copyConfig(config: unknown): JsonObject {
  const copy: unknown = JSON.parse(JSON.stringify(config) ?? "null");
  if (isObject(copy) && isDeepStrictEqual(copy, config)) return freezeAll(copy as JsonObject);
  throw new TypeError("config is not an object that JSON can hold; give plain values, and leave out what is undefined");
}

function freezeAll<T extends object>(value: T): T {
  for (const inside of Object.values(value)) if (typeof inside === "object" && inside !== null) freezeAll(inside);
  return Object.freeze(value);
}
