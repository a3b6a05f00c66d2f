/** Keeps prompts in memory: for tests, and for programs that register theirs when they start. */
import { isDeepStrictEqual } from "node:util";
import { checkLabel, labelsOn, latestVersion, type PromptHistory, pickVersion } from "./pick-version.ts";
import { Prompt } from "./prompt.ts";
import type { PromptQuery, PromptStore } from "./prompt-store.ts";
import { checkPromptName, checkTemplate, type PromptTemplate } from "./prompt-template.ts";

interface Kept {
  /** The first is version 1. */
  readonly templates: PromptTemplate[];
  readonly labels: Map<string, number>;
}

/** A `PromptStore` that is gone with the process. */
export class MemoryPromptStore implements PromptStore {
  readonly #kept = new Map<string, Kept>();

  async get(name: string, query: PromptQuery = {}): Promise<Prompt> {
    return this.#prompt(name, pickVersion(checkPromptName(name), query, this.#history(name)));
  }

  async set(template: PromptTemplate): Promise<Prompt> {
    const checked = checkTemplate(template);
    const { templates } = this.#keptOf(checked.name);
    const same = templates.findIndex((earlier) => isDeepStrictEqual(earlier, checked)) + 1;
    return this.#prompt(checked.name, same || templates.push(checked));
  }

  async label(name: string, version: number, label: string): Promise<void> {
    const picked = pickVersion(checkPromptName(name), { version }, this.#history(name));
    this.#keptOf(name).labels.set(checkLabel(name, label), picked);
  }

  async list(): Promise<readonly string[]> {
    return [...this.#kept.keys()].sort();
  }

  async versions(name: string): Promise<readonly Prompt[]> {
    latestVersion(checkPromptName(name), this.#history(name));
    return this.#history(name).versions.map((version) => this.#prompt(name, version));
  }

  /** Nothing is kept of a prompt that was only asked for. */
  #history(name: string): PromptHistory {
    const { templates, labels } = this.#kept.get(name) ?? { templates: [], labels: new Map() };
    return { versions: templates.map((_, index) => index + 1), labels };
  }

  #keptOf(name: string): Kept {
    const kept = this.#kept.get(name) ?? { templates: [], labels: new Map() };
    this.#kept.set(name, kept);
    return kept;
  }

  #prompt(name: string, version: number): Prompt {
    const template = this.#keptOf(name).templates[version - 1] as PromptTemplate;
    return new Prompt({ ...template, version, labels: labelsOn(version, this.#history(name)) });
  }
}
