/** A message that is put together from what a stream brings. */
import type { ChatMessage, MessagePart } from "./chat-message.ts";
import { finishReason } from "./finish-reason.ts";
import { GrowingText, type Room } from "./growing-text.ts";
import { defined, type Unknowns } from "./look.ts";
import { draftOf, PART_SIZE, type PartDraft, partOf, sizeOf } from "./part-draft.ts";

/** What all messages of an answer share. */
export interface AnswerRoom extends Room {
  /** Whether any text, reasoning or call has come. */
  hasContent: boolean;
}

/** A piece of a call of a tool, and which call it is of, as far as the stream says it. */
interface CallPiece {
  readonly index?: unknown;
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  /** The next piece of their JSON. */
  readonly arguments?: string | undefined;
}

/** Parts have a key, by which they are found again, and stand in the order of their ranks, then as they came. */
export class MessageDraft {
  readonly #room: AnswerRoom;
  readonly #parts = new Map<string, PartDraft>();
  readonly #callKeys = new Map<unknown, string>();
  #reason: string | undefined;
  #lastKey = "";
  #turn = 0;
  #gone = 0;

  constructor(room: AnswerRoom) {
    this.#room = room;
  }

  get hasCall(): boolean {
    return [...this.#parts.values()].some(({ shape }) => shape.type === "tool_call");
  }

  text(piece: string, key = "text", rank = 0): void {
    if (piece !== "") this.#write("text", piece, key, rank);
  }

  reasoning(piece: string, key = "reasoning", rank = 0): void {
    if (piece !== "") this.#write("reasoning", piece, key, rank);
  }

  /** A call that has an index is known by it, else by its id, and else it is the last one. Its rank is `rank` and its index. */
  call(piece: CallPiece, rank = 0): void {
    const known = this.#callKey(piece);
    const key = known ?? `call ${this.#turn}`;
    const part = this.#parts.get(key);
    const id = piece.id || part?.shape.id;
    const shape = defined<Unknowns>({ type: "tool_call", id, name: piece.name || (part?.shape.name ?? "") });
    if (part !== undefined) this.#reshape(part, shape);
    else if (known === undefined) this.#openCall(key, rank, shape, piece);
    if (piece.arguments !== undefined) this.grow(key, piece.arguments);
  }

  /** Starts a part, unless it is there. `shape` is JSON. */
  open(key: string, rank: number, shape: Unknowns, field: string): void {
    if (!this.#parts.has(key)) this.#add(key, { shape, field, rank, turn: this.#turn++ });
  }

  /** The next piece of a part that was started. */
  grow(key: string, piece: string): void {
    if (piece !== "") this.#room.hasContent = true;
    const part = this.#parts.get(key);
    if (part === undefined) {
      this.#gone += piece.length;
      return;
    }
    part.text ??= new GrowingText(this.#room);
    part.text.append(piece);
  }

  /** A whole part, in the place of what has come of it. */
  put(key: string, rank: number, part: MessagePart): void {
    const before = this.#parts.get(key);
    if (before !== undefined) this.#remove(key, before);
    const { text, ...whole } = draftOf(part);
    this.#add(key, { ...whole, rank: before?.rank ?? rank, turn: before?.turn ?? this.#turn++ });
    if (text !== undefined) this.grow(key, text);
  }

  /** A whole part, after those that came before. */
  add(part: MessagePart): void {
    this.put(`part ${this.#turn}`, 0, part);
  }

  /** Why it ended, in a provider's words; an error stays one. */
  finish(given: unknown): void {
    if (this.#reason !== "error") this.#reason = finishReason(given) ?? this.#reason;
  }

  /** A piece of text or reasoning that goes on with the part before, if that is of its kind. */
  goOn(kind: "text" | "reasoning", piece: string): void {
    const isSame = this.#parts.get(this.#lastKey)?.shape.type === kind;
    this[kind](piece, isSame ? this.#lastKey : `part ${this.#turn}`);
  }

  toMessage(): ChatMessage {
    const drafts = [...this.#parts.values()].sort((a, b) => a.rank - b.rank || a.turn - b.turn);
    const gone: readonly MessagePart[] = this.#gone === 0 ? [] : [{ type: "generic", value: `… [${this.#gone} more]` }];
    const parts = [...drafts.map(partOf), ...gone];
    return defined<ChatMessage>({ role: "assistant", parts, finish_reason: this.#reason });
  }

  /** Gives back its room. */
  release(): void {
    for (const [key, draft] of this.#parts) this.#remove(key, draft);
  }

  #write(type: "text" | "reasoning", piece: string, key: string, rank: number): void {
    this.open(key, rank, { type }, "content");
    this.grow(key, piece);
  }

  #openCall(key: string, rank: number, shape: Unknowns, { index, id }: CallPiece): void {
    if (this.#room.left > 0) {
      this.#callKeys.set("last", key);
      if (isIndex(index) || id) this.#callKeys.set(isIndex(index) ? index : id, key);
    }
    this.open(key, rank + (isIndex(index) ? index : 0), shape, "arguments");
  }

  /** Some give all parallel calls the same index: a new id with a name is a new call. */
  #callKey({ index, id, name }: CallPiece): string | undefined {
    const place = isIndex(index) ? index : id || (name ? undefined : "last");
    const key = this.#callKeys.get(place);
    const knownId = key === undefined ? undefined : this.#parts.get(key)?.shape.id;
    return id && name && knownId !== undefined && knownId !== id ? undefined : key;
  }

  /** What finds no room is counted. */
  #add(key: string, draft: PartDraft): void {
    if (draft.field !== "content") this.#room.hasContent = true;
    const size = sizeOf(draft.shape);
    const fits = size <= this.#room.left;
    this.#room.left -= fits ? size : Math.min(this.#room.left, PART_SIZE);
    if (!fits) {
      this.#gone += draft.field === "content" ? 0 : size - PART_SIZE;
      return;
    }
    this.#parts.set(key, draft);
    this.#lastKey = key;
  }

  #remove(key: string, draft: PartDraft): void {
    draft.text?.release();
    this.#room.left += sizeOf(draft.shape);
    this.#parts.delete(key);
  }

  /** Names and ids may come late. */
  #reshape(draft: PartDraft, shape: Unknowns): void {
    const more = sizeOf(shape) - sizeOf(draft.shape);
    if (more > this.#room.left) return;
    this.#room.left -= more;
    draft.shape = shape;
  }
}

function isIndex(index: unknown): index is number {
  return Number.isSafeInteger(index) && (index as number) >= 0;
}
