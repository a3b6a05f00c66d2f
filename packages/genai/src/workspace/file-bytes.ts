/** Reads a file bit by bit. */
import { createReadStream } from "node:fs";

/** The file is opened when somebody reads: a stream that fails before that is an error which nobody catches. */
export async function* fileBytes(path: string): AsyncGenerator<Uint8Array, void> {
  yield* createReadStream(path);
}
