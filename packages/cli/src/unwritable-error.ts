/** What is thrown where a file cannot be written. */

/** The message is one sentence that quotes the path and says why. */
export class UnwritableError extends Error {
  override readonly name = "UnwritableError";
}
