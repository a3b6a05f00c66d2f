/** What an agent knows of its users, and how it learns it. */
import type { Message, Model } from "./model.ts";
import { msSince } from "./ms-since.ts";
import type { Run } from "./run.ts";
import type { RunOptions } from "./run-options.ts";
import { stoppable } from "./stoppable.ts";

/** Where facts are kept. */
export interface Memory {
  /** What may matter for `input`: told to the model before it. What it throws ends the run. */
  recall(input: string, owner: MemoryOwner): readonly string[] | PromiseLike<readonly string[]>;
  /** Learns from a conversation that is over. What it throws is counted, and changes nothing. */
  extract(messages: readonly Message[], owner: MemoryOwner): void | PromiseLike<void>;
}

/** Whose facts they are. */
export type MemoryOwner = RunOptions;

type Conversation = Pick<Run, "messages" | "observer" | "owner" | "now">;

/** Tells of the extraction as `loom.auto_extract.*`. Never rejects. */
export async function extractInto(memory: Memory, { messages, observer, owner, now }: Conversation): Promise<void> {
  const startedAt = now();
  let status = "ok";
  try {
    await stoppable(owner.signal, undefined, (signal, aborted) =>
      Promise.race([memory.extract(messages, { ...owner, signal }), aborted]),
    );
  } catch {
    status = "error";
  }
  observer.metric("loom.auto_extract.duration_ms", msSince(startedAt, now), { status });
  observer.metric("loom.auto_extract.invocations", 1, { status });
}

const INSTRUCTIONS =
  "List what is worth remembering about the user, one short fact a line. Answer nothing if there is none.";

/** Keeps facts by user, for as long as the process lives; a model says what is one. */
export class FactMemory implements Memory {
  readonly #model: Model;
  readonly #facts = new Map<string | undefined, Set<string>>();

  constructor(model: Model) {
    this.#model = model;
  }

  recall(_input: string, { userId }: MemoryOwner): readonly string[] {
    return [...(this.#facts.get(userId) ?? [])];
  }

  async extract(messages: readonly Message[], owner: MemoryOwner): Promise<void> {
    const { userId, signal = new AbortController().signal } = owner;
    const said = messages.filter(({ role }) => role === "user" || role === "assistant");
    const content = said.map((message) => `${message.role}: ${message.content}`).join("\n");
    const question = [{ role: "system", content: INSTRUCTIONS } as const, { role: "user", content } as const];
    let text = "";
    for await (const chunk of this.#model.stream({ messages: question, tools: [], signal })) {
      if (chunk.type === "text") text += chunk.text;
    }
    const facts = this.#facts.get(userId) ?? new Set();
    for (const line of text.split("\n")) if (line.trim() !== "") facts.add(line.trim());
    this.#facts.set(userId, facts);
  }
}
