/** Where prompts are kept, version by version. */
import type { Prompt } from "./prompt.ts";
import type { PromptTemplate } from "./prompt-template.ts";

/** Which version: by its number or by its label, not by both. */
export interface PromptQuery {
  readonly version?: number;
  readonly label?: string;
}

/** What every store of prompts does. Each method rejects with a TypeError for a name or a template that is none. */
export interface PromptStore {
  /**
   * The version that is asked for; else the one labelled `production`, else the latest. Rejects with a `PromptNotFound`
   * that says which there are.
   */
  get(name: string, query?: PromptQuery): Promise<Prompt>;
  /**
   * Registers a template. It becomes the next version, counted from 1, unless it is the same as an earlier version in
   * every respect: then it is that one. A version never changes and is never overwritten, also when several register at
   * once.
   */
  set(template: PromptTemplate): Promise<Prompt>;
  /** Puts the label on the version. A label is on one version of a prompt: it leaves the one it was on. */
  label(name: string, version: number, label: string): Promise<void>;
  /** The names of all prompts, sorted. */
  list(): Promise<readonly string[]>;
  /** All versions of a prompt, the oldest first. Rejects with a `PromptNotFound`. */
  versions(name: string): Promise<readonly Prompt[]>;
}

/** Nobody registered it: the store was there, and the prompt, the version or the label was not. */
export class PromptNotFound extends Error {
  override readonly name = "PromptNotFound";
}
