/** Keeps what a slow or far store of prompts gave, also for when it cannot be reached. */
import { type Clock, systemClock } from "@heddle/core";
import { textOf } from "@heddle/core/bridge";
import type { Prompt } from "./prompt.ts";
import { PromptNotFound, type PromptQuery, type PromptStore } from "./prompt-store.ts";
import type { PromptTemplate } from "./prompt-template.ts";

/** How long answers are kept, and who hears of failures. */
export interface CachedPromptsOptions {
  /** How long an answer is as good as new, in milliseconds. A minute unless given. */
  readonly ttlMs?: number;
  /** Told of each failure that an old answer stood in for. A warning of the process unless given. */
  readonly onStale?: (error: unknown, prompt: Prompt) => void;
  readonly clock?: Clock;
}

/** How many answers are kept; the oldest goes first. */
const MAX_ANSWERS = 1000;

interface Answer {
  readonly name: string;
  prompt?: Prompt;
  freshUntilMs: number;
  /** While the store is asked: all who want to know wait for the same answer. */
  asking?: Promise<Prompt> | undefined;
}

/**
 * A store that asks `store` for a prompt once in `ttlMs`, however many want it. Should the store fail, its last answer
 * stands in, and it is asked again after another `ttlMs`; for a prompt that is not found, nothing stands in. Everything but
 * `get` goes through, and what `set` and `label` change shows at once. Throws a RangeError for a `ttlMs` that is none.
 */
export function cachedPrompts(store: PromptStore, options: CachedPromptsOptions = {}): PromptStore {
  const { ttlMs = 60_000, onStale = warn, clock = systemClock() } = options;
  if (!(ttlMs >= 0)) throw new RangeError(`cachedPrompts: ttlMs is ${textOf(ttlMs)}; give milliseconds, 0 or more`);
  return new CachedPrompts(store, { ttlMs, onStale, clock });
}

class CachedPrompts implements PromptStore {
  readonly #store: PromptStore;
  readonly #options: Required<CachedPromptsOptions>;
  readonly #answers = new Map<string, Answer>();

  constructor(store: PromptStore, options: Required<CachedPromptsOptions>) {
    this.#store = store;
    this.#options = options;
  }

  async get(name: string, query: PromptQuery = {}): Promise<Prompt> {
    const key = JSON.stringify([name, query.version, query.label]);
    const answer = this.#answers.get(key) ?? { name, freshUntilMs: 0 };
    if (answer.asking) return await answer.asking;
    if (answer.prompt && this.#nowMs() < answer.freshUntilMs) return answer.prompt;
    this.#keep(key, answer);
    answer.asking = this.#ask(answer, query);
    try {
      return await answer.asking;
    } catch (error) {
      this.#answers.delete(key);
      throw error;
    } finally {
      answer.asking = undefined;
    }
  }

  async set(template: PromptTemplate): Promise<Prompt> {
    const prompt = await this.#store.set(template);
    this.#forget(prompt.name);
    return prompt;
  }

  async label(name: string, version: number, label: string): Promise<void> {
    await this.#store.label(name, version, label);
    this.#forget(name);
  }

  list(): Promise<readonly string[]> {
    return this.#store.list();
  }

  versions(name: string): Promise<readonly Prompt[]> {
    return this.#store.versions(name);
  }

  async #ask(answer: Answer, query: PromptQuery): Promise<Prompt> {
    const { prompt: last } = answer;
    try {
      answer.prompt = await this.#store.get(answer.name, query);
      return answer.prompt;
    } catch (error) {
      if (last === undefined || error instanceof PromptNotFound) throw error;
      this.#options.onStale(error, last);
      return last;
    } finally {
      answer.freshUntilMs = this.#nowMs() + this.#options.ttlMs;
    }
  }

  #keep(key: string, answer: Answer): void {
    this.#answers.delete(key);
    this.#answers.set(key, answer);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size > MAX_ANSWERS) this.#answers.delete(oldest as string);
  }

  /** An answer that is under way may be older than the change: nobody will find it. */
  #forget(name: string): void {
    for (const [key, answer] of this.#answers) if (answer.name === name) this.#answers.delete(key);
  }

  #nowMs(): number {
    return this.#options.clock.monotonicMs();
  }
}

function warn(error: unknown, { name, version }: Prompt): void {
  process.emitWarning(`cachedPrompts: version ${version} of ${JSON.stringify(name)} stands in: ${textOf(error)}`);
}
