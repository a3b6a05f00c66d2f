/** What is thrown for a mistake in what was typed. */

/** The message is one sentence that quotes what was typed and says what to type instead. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
