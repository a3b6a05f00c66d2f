/** A text that comes in pieces, of which no more is kept than there is room for. */

/** How many characters may still be kept, of all the texts that share it. */
export interface Room {
  left: number;
}

/** Its beginning, and how many characters followed that found no room. */
export class GrowingText {
  readonly #room: Room;
  #kept = "";
  #gone = 0;

  constructor(room: Room) {
    this.#room = room;
  }

  append(piece: string): void {
    const fitting = this.#gone > 0 ? 0 : Math.min(piece.length, this.#room.left);
    this.#kept += fitting === piece.length ? piece : piece.slice(0, fitting);
    this.#gone += piece.length - fitting;
    this.#room.left -= fitting;
  }

  /** Gives back its room. */
  release(): void {
    this.#room.left += this.#kept.length;
  }

  /** What is kept; where more came, `… [7 more]` says so. Never ends in half a character. */
  toString(): string {
    if (this.#gone === 0) return this.#kept;
    const last = this.#kept.charCodeAt(this.#kept.length - 1);
    const end = this.#kept.length - (last >= 0xd800 && last <= 0xdbff ? 1 : 0);
    return `${this.#kept.slice(0, end)}… [${this.#gone + this.#kept.length - end} more]`;
  }
}
