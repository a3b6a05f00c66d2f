/** Which lines of many are on a screen: what is new, or those that somebody went to. */

/** A way to go. `end` is back to what is new. */
export type Move = "up" | "down" | "pageUp" | "pageDown" | "home" | "end";

export class Scroll {
  /** The first line on the screen; none as long as what is new is shown. */
  #top: number | undefined;
  /** Not made yet: how far they go depends on the screen. */
  #moves: Move[] = [];

  get isFollowing(): boolean {
    return this.#top === undefined;
  }

  /** Who goes up comes from the last lines. */
  press(move: Move): void {
    this.#moves.push(move);
    if (move === "end") [this.#top, this.#moves] = [undefined, []];
    else this.#top ??= Number.POSITIVE_INFINITY;
  }

  /** Which of `total` lines is the first on a screen with room for so many. Not asked where what is new is shown. */
  top(total: number, room: number): number {
    const last = Math.max(0, total - room);
    const page = Math.max(1, room - 1);
    let top = Math.min(this.#top as number, last);
    for (const move of this.#moves) {
      const by = { up: -1, down: 1, pageUp: -page, pageDown: page, home: -total, end: 0 }[move];
      top = Math.max(0, Math.min(top + by, last));
    }
    this.#moves = [];
    this.#top = top;
    return top;
  }
}
