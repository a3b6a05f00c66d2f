/** Lets a terminal's user end what is shown. */
import type { Input } from "./io.ts";

/** The last two are Ctrl-C and Ctrl-D. */
const QUIT = ["q", "Q", "\u0003", "\u0004"];

/** Calls `quit` when such a key is pressed, where `stdin` is a terminal. Returns what gives it back as it was. */
export function quitByKey(stdin: Input, quit: () => void): () => void {
  if (stdin.isTTY !== true || stdin.setRawMode === undefined) return () => {};
  const listen = (keys: Buffer) => {
    if (QUIT.some((key) => keys.includes(key))) quit();
  };
  stdin.setRawMode(true);
  stdin.on("data", listen);
  return () => {
    stdin.off("data", listen);
    stdin.setRawMode?.(false);
    stdin.pause();
  };
}
