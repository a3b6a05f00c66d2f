/** One version of a prompt template, ready to be compiled. */
import type { JsonObject } from "@heddle/core";
import { fillTemplate } from "./fill-template.ts";
import { checkTemplate, type PromptMessage, type PromptTemplate } from "./prompt-template.ts";
import { variableText } from "./variable-text.ts";

/** Values by the names of variables: texts are put in as they are, numbers and booleans as text, objects as JSON. */
export type PromptVariables = Readonly<Record<string, unknown>>;

/** A template with its version. It never changes: when a label moves, a store gives another one. */
export class Prompt implements PromptTemplate {
  declare readonly name: string;
  /** A whole number from 1 on. */
  readonly version: number;
  declare readonly content: string | readonly PromptMessage[];
  /** In the order they first appear. */
  declare readonly variables: readonly string[];
  /** Those on this version when the store was asked for it. */
  readonly labels: readonly string[];
  declare readonly description?: string;
  declare readonly modelHint?: string;
  declare readonly config?: JsonObject;

  /** For a prompt of no store. Version 1 unless given. Throws a TypeError that says what is wrong with the template. */
  constructor(template: PromptTemplate & { readonly version?: number; readonly labels?: readonly string[] }) {
    const { version = 1, labels = [] } = template;
    Object.assign(this, checkTemplate(template));
    this.version = version;
    this.labels = Object.freeze([...labels]);
    if (!Number.isSafeInteger(version) || version < 1) {
      this.#refuse(`version ${String(version)} is no version; give a whole number from 1 on`);
    }
    Object.freeze(this);
  }

  /**
   * The text with the variables in it, in one pass: what is put in is not looked into. Throws a TypeError for a variable
   * that is missing, for one that the content does not have, and for a value without a text.
   */
  compile(variables: PromptVariables = {}): string {
    if (typeof this.content !== "string") return this.#refuse("the content is messages; use compileMessages()");
    return fillTemplate(this.content, this.#textsOf(variables));
  }

  /** The messages with the variables in them. Throws as `compile` does. */
  compileMessages(variables: PromptVariables = {}): PromptMessage[] {
    if (typeof this.content === "string") return this.#refuse("the content is one text; use compile()");
    const texts = this.#textsOf(variables);
    return this.content.map(({ role, content }) => ({ role, content: fillTemplate(content, texts) }));
  }

  #textsOf(variables: PromptVariables): ReadonlyMap<string, string> {
    const given = Object.keys(variables);
    const missing = this.variables.find((name) => !given.includes(name));
    if (missing !== undefined) this.#refuse(`the variable ${quoted(missing)} is missing; ${listed("given", given)}`);
    const unknown = given.find((name) => !this.variables.includes(name));
    if (unknown !== undefined) {
      this.#refuse(`there is no variable ${quoted(unknown)}; ${listed("known", this.variables)}`);
    }
    return new Map(given.map((name) => [name, this.#textOf(name, variables[name])]));
  }

  #textOf(name: string, value: unknown): string {
    const text = variableText(value);
    if (text !== undefined) return text;
    const what = typeof value === "object" && value !== null ? Object.prototype.toString.call(value) : String(value);
    return this.#refuse(`the variable ${quoted(name)} is ${what}; give a text, a number, or what JSON can hold`);
  }

  #refuse(problem: string): never {
    throw new TypeError(`Prompt ${quoted(this.name)}: ${problem}`);
  }
}

function listed(what: string, names: readonly string[]): string {
  return `${what} ${names.length === 0 ? "are none" : `are ${names.map(quoted).join(", ")}`}`;
}

function quoted(text: string): string {
  return JSON.stringify(text);
}
