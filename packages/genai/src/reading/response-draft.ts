/** An answer that is put together from what a stream brings. */
import { defined, isObject, type Unknowns } from "./look.ts";
import { type AnswerRoom, MessageDraft } from "./message-draft.ts";
import { jsonOf } from "./read-part.ts";
import type { ModelResponse } from "./read-response.ts";
import { addTokenUsage, readTokenUsage, type TokenUsage } from "./token-usage.ts";

/** What a message takes beside its parts. */
const MESSAGE_SIZE = 64;

/** Its messages are the choices, or the steps. What is told of the whole answer: the last word counts. */
export class ResponseDraft {
  readonly #room: AnswerRoom;
  #messages = new Map<number, MessageDraft>();
  #rest: MessageDraft | undefined;
  #step = 0;
  #about: { id?: string; model?: string } = {};
  /** The first and the last that came: together they say all, for counts only grow. */
  #usages: [first?: Unknowns, last?: Unknowns] = [];
  #sum: TokenUsage | undefined;
  #hasBegun = false;

  /** `length`: how many characters are kept. */
  constructor(length: number) {
    this.#room = { left: length, hasContent: false };
  }

  /** Whether any text, reasoning or call has come. */
  get hasContent(): boolean {
    return this.#room.hasContent;
  }

  /** The message of the choice `index`, or of the present step; what finds no room is counted in one at the end. */
  message(index: unknown = this.#step): MessageDraft {
    this.#hasBegun = true;
    const place = Number.isSafeInteger(index) ? (index as number) : 0;
    const known = this.#messages.get(place);
    if (known !== undefined) return known;
    if (this.#room.left < MESSAGE_SIZE) {
      this.#rest ??= new MessageDraft(this.#room);
      return this.#rest;
    }
    this.#room.left -= MESSAGE_SIZE;
    const made = new MessageDraft(this.#room);
    this.#messages.set(place, made);
    return made;
  }

  /** From here on, a message of its own. */
  nextStep(): void {
    this.#step = this.#messages.size;
  }

  /** Whatever of these is text and not empty. */
  about(id: unknown, model: unknown): void {
    this.#hasBegun = true;
    if (typeof id === "string" && id !== "") this.#about.id = id;
    if (typeof model === "string" && model !== "") this.#about.model = model;
  }

  /** What has been used so far, if anything is said of it. */
  usage(given: unknown): void {
    if (!isObject(given)) return;
    this.#hasBegun = true;
    const usage = jsonOf(given) as Unknowns;
    this.#usages = [this.#usages[0] ?? usage, usage];
  }

  /** What has been used since the last time. */
  addUsage(given: unknown): void {
    const usage = readTokenUsage(given);
    if (usage !== undefined) this.#sum = addTokenUsage(this.#sum === undefined ? [usage] : [this.#sum, usage]);
  }

  fail(): void {
    this.message().finish("error");
  }

  /** The whole answer, in the place of what has come of it. */
  replace({ id, model, messages }: ModelResponse): void {
    this.about(id, model);
    for (const draft of this.#messages.values()) draft.release();
    this.#room.left += MESSAGE_SIZE * this.#messages.size;
    this.#messages = new Map();
    this.#rest = undefined;
    messages.forEach((message, index) => {
      const draft = this.message(index);
      for (const part of message.parts) draft.add(part);
      draft.finish(message.finish_reason);
    });
  }

  /** `undefined` as long as nothing has come that is part of an answer. */
  toResponse(): ModelResponse | undefined {
    if (!this.#hasBegun) return undefined;
    const messages = this.#drafts().map((draft) => draft.toMessage());
    const finishReasons = messages.flatMap(({ finish_reason: reason }) => (reason === undefined ? [] : [reason]));
    const usage = readTokenUsage({ ...this.#usages[0], ...withoutNull(this.#usages[1]) }) ?? this.#sum;
    return defined<ModelResponse>({ id: undefined, model: undefined, ...this.#about, messages, finishReasons, usage });
  }

  /** By choice. */
  #drafts(): readonly MessageDraft[] {
    const drafts = [...this.#messages].sort(([a], [b]) => a - b).map(([, draft]) => draft);
    return this.#rest === undefined ? drafts : [...drafts, this.#rest];
  }
}

function withoutNull(object: Unknowns = {}): Unknowns {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));
}
