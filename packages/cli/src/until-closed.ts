/** Lets a command come to its end when nobody reads what it prints any more. */
import { type Output, OutputClosedError } from "./io.ts";

/** `output`, to which no more is written once it is closed: for commands whose exit code is what they are run for. */
export function untilClosed(output: Output): Output {
  let isClosed = false;
  const write: Output["write"] = async (text) => {
    if (isClosed) return;
    try {
      await output.write(text);
    } catch (error) {
      if (!(error instanceof OutputClosedError)) throw error;
      isClosed = true;
    }
  };
  // How wide a terminal is changes: it is asked each time.
  return Object.defineProperty(Object.create(output), "write", { value: write }) as Output;
}
