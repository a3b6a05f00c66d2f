/** Tells which keys a terminal's user presses. */
import { emitKeypressEvents } from "node:readline";
import type { Input } from "./io.ts";
import type { Move } from "./scroll.ts";

/** What is meant by a key. */
export type Press = Move | "quit";

/** Those of arrows and pages, and those of `less`. */
const presses: Readonly<Record<string, Press>> = {
  up: "up",
  k: "up",
  down: "down",
  j: "down",
  pageup: "pageUp",
  b: "pageUp",
  pagedown: "pageDown",
  space: "pageDown",
  home: "home",
  g: "home",
  end: "end",
  escape: "end",
  q: "quit",
};

interface Key {
  readonly name?: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
}

/** Calls `tell` at each such key. Returns what gives `stdin` back as it was; nothing where that is no terminal. */
export function keyPresses(stdin: Input, tell: (press: Press) => void): (() => void) | undefined {
  if (stdin.isTTY !== true || stdin.setRawMode === undefined) return undefined;
  const listen = (_: unknown, key: Key) => {
    const press = pressOf(key);
    if (press !== undefined) tell(press);
  };
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.on("keypress", listen);
  return () => {
    stdin.off("keypress", listen);
    stdin.setRawMode?.(false);
    stdin.pause();
  };
}

function pressOf({ name = "", ctrl, shift }: Key): Press | undefined {
  if (ctrl) return name === "c" || name === "d" ? "quit" : undefined;
  return shift && name === "g" ? "end" : presses[name];
}
